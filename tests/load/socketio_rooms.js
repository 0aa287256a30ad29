// The least socket.io server: one room, what is said goes to everybody in it.
const { Server } = require("socket.io");
const io = new Server(Number(process.argv[2]), { transports: ["websocket"], serveClient: false });
io.on("connection", (socket) => {
  socket.join("room");
  socket.on("say", (text) => io.to("room").emit("said", text));
});
