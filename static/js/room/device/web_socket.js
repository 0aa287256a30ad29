// The browser's socket to a room. Everything that happens to it becomes an event of the machine.

export function openSocket(room, number, feed) {
  const address = new URL(`/ws/rooms/${room}/`, location.href);
  address.protocol = address.protocol.replace("http", "ws");
  const socket = new WebSocket(address);
  // Each frame carries the time at which it came, by this device's clock, because another tab may get it much later.
  const stamped = (data) => ({ heard_at: Date.now(), ...JSON.parse(data) });
  socket.onopen = () => feed({ type: "opened", socket: number });
  socket.onmessage = ({ data }) => feed({ type: "heard", socket: number, frame: stamped(data) });
  socket.onclose = ({ code }) => feed({ type: "closed", socket: number, code });
  return socket;
}
