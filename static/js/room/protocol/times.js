// The client's waiting times, in milliseconds.

export const TIMES = {
  beat: 30000, // between two heartbeats of a socket
  patience: 12000, // for the answer to a question
  page: 30000, // for anything at all, while pages of a catch-up are still to come
  cast: 60000, // for a welcome with the cards of a whole course: 50 KB take 40 s at 10 kbit/s
  byte: 3, // for each byte that the client sends: some 3 kbit/s
  longest: 30000, // between two sockets
  socket: 60000, // between two sockets, while long polls bring the changes
  comeBack: 3000, // until a socket is back after an announced restart
  alarm: 2500, // until the reader is told that the connection is gone
  restart: 15000, // the same, after an announced restart
  leader: 3000, // for the answer of the tab that leads
};
