// A minimal socket.io server: it sends each message to everybody in its one room.
const { Server } = require("socket.io");
const io = new Server(Number(process.argv[2]), { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.join("room");
  socket.on("say", (text) => io.to("room").emit("said", text));
});
