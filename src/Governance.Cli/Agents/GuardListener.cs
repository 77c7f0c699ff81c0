using System.Collections.Concurrent;
using System.Globalization;
using System.Net;

namespace Governance.Cli.Agents;

/// <summary>
/// The guard as a server of streamable HTTP: each session of an agent has its own session with the guarded server, and a
/// <see cref="GuardProxy"/> between the two. All sessions are one run, so that limits are not lifted by beginning a new one.
/// </summary>
internal sealed class GuardListener(
    GuardAddress address,
    Func<IGuardedServer> server,
    GuardedCalls calls,
    GuardReport? report,
    TimeProvider clock
) : IDisposable
{
    private const int MaxSessions = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly HttpListener _listener = new();
    private readonly ConcurrentDictionary<string, HttpAgent> _sessions = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _running = [];

    /// <summary>Begins to listen.</summary>
    /// <exception cref="CliException">The address cannot be had.</exception>
    public void Start()
    {
        foreach (var prefix in address.Prefixes)
        {
            _listener.Prefixes.Add(prefix);
        }

        try
        {
            _listener.Start();
        }
        catch (HttpListenerException problem)
        {
            throw CliException.Usage($"The guard cannot listen on {address.Text}: {problem.Message}", problem);
        }
    }

    /// <summary>Serves until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var stop = ct.Register(_listener.Stop);
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Keep(Task.Run(() => ServeAsync(context, ending.Token), CancellationToken.None));
            }
        }
        catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // It was told to stop.
        }

        await ending.CancelAsync();
        foreach (var session in _sessions.Values)
        {
            session.End();
        }

        await Task.WhenAll(_running.Keys);
    }

    public void Dispose() => ((IDisposable)_listener).Dispose();

    private void Keep(Task task)
    {
        _running[task] = true;
        _ = task.ContinueWith(done => _running.TryRemove(done, out _), TaskScheduler.Default);
    }

    private async Task ServeAsync(HttpListenerContext context, CancellationToken ct)
    {
        var exchange = new HttpExchange(context);
        try
        {
            if (address.WhyNot(context.Request) is { } why)
            {
                Refused(why);
                exchange.Refuse(HttpStatusCode.Forbidden, why);
                return;
            }

            switch (context.Request.HttpMethod)
            {
                case "POST":
                    await PostAsync(context, exchange, ct);
                    break;
                case "GET" when Session(exchange) is { } session:
                    await ListenAsync(session, exchange, ct);
                    break;
                case "DELETE" when Session(exchange) is { } session:
                    _sessions.TryRemove(session.Id, out _);
                    session.End();
                    exchange.Accept(HttpStatusCode.OK);
                    break;
                case "GET" or "DELETE":
                    break; // refused by Session
                default:
                    exchange.Refuse(HttpStatusCode.MethodNotAllowed, "The guard accepts POST, GET and DELETE.");
                    break;
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            exchange.Refuse(HttpStatusCode.ServiceUnavailable, "The guard is shutting down.");
        }
        catch (Exception problem) when (problem is IOException or HttpListenerException or OperationCanceledException)
        {
            exchange.Refuse(HttpStatusCode.BadRequest, "The request did not arrive in full.");
        }
    }

    private async Task PostAsync(HttpListenerContext context, HttpExchange exchange, CancellationToken ct)
    {
        if (context.Request.ContentType?.Split(';')[0].Trim() != "application/json")
        {
            exchange.Refuse(HttpStatusCode.UnsupportedMediaType, "Send messages as application/json.");
            return;
        }

        byte[] body;
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(s_patience);
            body = HttpServer.Flat(await McpWire.WholeAsync(context.Request.InputStream, patience.Token));
        }
        catch (InvalidDataException problem)
        {
            Refused(problem.Message);
            exchange.Refuse(HttpStatusCode.RequestEntityTooLarge, problem.Message);
            return;
        }

        if (McpMessage.Read(body) is not { } message)
        {
            const string sentence = "The guard cannot read this message, so it is not passed on.";
            Refused(sentence);
            exchange.Refuse(HttpStatusCode.BadRequest, sentence);
            return;
        }

        var (method, id) = (McpMessage.Text(message, "method"), McpMessage.IdOf(message));
        var begins = method == "initialize";
        if ((begins ? Begin(exchange, ct) : Session(exchange)) is not { } session)
        {
            return;
        }

        if (method is null || id is null)
        {
            // An answer, a notification, or what the guard refuses to pass on: none is answered here.
            exchange.Accept(await session.TakeAsync(body, ct) ? HttpStatusCode.Accepted : HttpStatusCode.NotFound);
            return;
        }

        // Not disposed: what the server says meanwhile may still look whether it was answered.
        var waiting = new HttpExchange(context) { Session = begins ? session.Id : null };
        if (!session.Await(id, waiting))
        {
            exchange.Refuse(HttpStatusCode.Conflict, "A request with this ID is still waiting for its answer.");
        }
        else if (await session.TakeAsync(body, ct))
        {
            await waiting.Done.WaitAsync(ct);
        }
        else
        {
            session.Leave(id);
            exchange.Refuse(HttpStatusCode.NotFound, "The session has ended.");
        }
    }

    private async Task ListenAsync(HttpAgent session, HttpExchange exchange, CancellationToken ct)
    {
        if (!HttpExchange.Accepts(exchange.Request, "text/event-stream"))
        {
            exchange.Refuse(
                HttpStatusCode.NotAcceptable,
                "Send Accept: text/event-stream, because the server's messages come in that format."
            );
        }
        else if (session.Listen(ct) is not { } messages)
        {
            exchange.Refuse(HttpStatusCode.Conflict, "This session already has a stream open.");
        }
        else
        {
            try
            {
                await exchange.StreamAsync(messages, ct);
            }
            finally
            {
                session.Unlisten();
            }
        }
    }

    // The session that a request names; null when it is refused.
    private HttpAgent? Session(HttpExchange exchange)
    {
        if (exchange.Request.Headers[McpWire.SessionHeader] is not { Length: > 0 } id)
        {
            exchange.Refuse(HttpStatusCode.BadRequest, $"The header {McpWire.SessionHeader} is missing. A session begins with initialize.");
            return null;
        }

        if (_sessions.TryGetValue(id, out var session))
        {
            session.LastSeen = clock.GetUtcNow();
            return session;
        }

        exchange.Refuse(HttpStatusCode.NotFound, "There is no such session. Begin a new one with initialize.");
        return null;
    }

    private HttpAgent? Begin(HttpExchange exchange, CancellationToken ct)
    {
        if (exchange.Request.Headers[McpWire.SessionHeader] is not null)
        {
            exchange.Refuse(HttpStatusCode.BadRequest, "The session has already begun.");
            return null;
        }

        if (_sessions.Count >= MaxSessions)
        {
            // The one that was silent for the longest time makes room.
            if (_sessions.Values.Where(s => !s.IsWaiting).MinBy(s => s.LastSeen) is not { } oldest)
            {
                exchange.Refuse(
                    HttpStatusCode.ServiceUnavailable,
                    string.Create(CultureInfo.InvariantCulture, $"All {MaxSessions} sessions are waiting for answers. Try again later.")
                );
                return null;
            }

            _sessions.TryRemove(oldest.Id, out _);
            oldest.End();
        }

        var session = new HttpAgent { LastSeen = clock.GetUtcNow() };
        _sessions[session.Id] = session;
        Keep(Task.Run(() => GuardAsync(session, ct), CancellationToken.None));
        return session;
    }

    private async Task GuardAsync(HttpAgent session, CancellationToken ct)
    {
        try
        {
            await using var guarded = server();
            await new GuardProxy(guarded, session, calls, report).RunAsync(ct);
        }
        catch (OperationCanceledException)
        {
            // The guard ends.
        }
        finally
        {
            _sessions.TryRemove(session.Id, out _);
            session.End();
        }
    }

    private void Refused(string sentence) =>
        calls.Log.Write(
            "refused",
            writer =>
            {
                writer.WriteString("server", calls.Server.Name);
                writer.WriteString("method", null as string);
                writer.WriteString("reason", sentence);
            }
        );
}
