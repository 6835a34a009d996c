// Connects to the stream as many clients and stays. Messages from the parent: { origin, tokens } connects one client a
// token and is answered by {} when all have had their hello, or by { error }; 'count' is answered by { connected }.
import WebSocket from 'ws';

const AT_A_TIME = 50;
const sockets = [];

function connect(origin, token) {
    return new Promise((resolve, reject) => {
        const socket = new WebSocket(`${origin.replace('http', 'ws')}/ws`, {
            headers: { Authorization: `Bearer ${token}` },
            perMessageDeflate: false,
        });
        socket.once('message', (data) => {
            const frame = JSON.parse(data);
            if (frame.type === 'hello') resolve(socket);
            else reject(new Error(`the first frame is ${data}`));
        });
        socket.on('error', reject);
        socket.on('close', () => reject(new Error('closed before hello')));
    });
}

async function connectAll(origin, tokens) {
    const waiting = [...tokens];
    const lane = async () => {
        while (waiting.length) sockets.push(await connect(origin, waiting.pop()));
    };
    await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}

process.on('message', async (message) => {
    if (message === 'count') {
        process.send({ connected: sockets.filter((socket) => socket.readyState === WebSocket.OPEN).length });
        return;
    }
    try {
        await connectAll(message.origin, message.tokens);
        process.send({});
    } catch (error) {
        process.send({ error: error.message });
    }
});
process.on('disconnect', () => process.exit());
