using System.Net;
using System.Text;

namespace Governance.Cli.Agents;

/// <summary>One request to the guard and its response: JSON, or a stream of events when something comes before the answer.</summary>
internal sealed class HttpExchange(HttpListenerContext context) : IDisposable
{
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _streams;

    public HttpListenerRequest Request => context.Request;

    /// <summary>Ends with the answer.</summary>
    public Task Done => _done.Task;

    /// <summary>Name of a session that the answer begins.</summary>
    public string? Session { get; init; }

    /// <summary>Says something before the answer; false when the agent takes no stream, or is answered.</summary>
    public async Task<bool> TellAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        if (!Accepts(context.Request, "text/event-stream"))
        {
            return false;
        }

        await _writing.WaitAsync(ct);
        try
        {
            if (_done.Task.IsCompleted)
            {
                return false;
            }

            Begin();
            await WriteEventAsync(line, ct);
            return true;
        }
        catch (Exception gone) when (IsGone(gone))
        {
            _done.TrySetResult();
            return false;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Gives the answer and ends.</summary>
    public async Task AnswerAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        await _writing.WaitAsync(ct);
        try
        {
            if (_streams)
            {
                await WriteEventAsync(line, ct);
            }
            else
            {
                Name();
                context.Response.ContentType = "application/json";
                context.Response.ContentLength64 = line.Length;
                await context.Response.OutputStream.WriteAsync(line, ct);
            }

            context.Response.Close();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The agent has gone; no one waits for the answer.
        }
        finally
        {
            _writing.Release();
            _done.TrySetResult();
        }
    }

    /// <summary>Passes messages on as events until they end or the agent has gone.</summary>
    public async Task StreamAsync(IAsyncEnumerable<byte[]> messages, CancellationToken ct)
    {
        try
        {
            Begin();
            // The head goes out now: the agent waits for it.
            await context.Response.OutputStream.WriteAsync(":\n\n"u8.ToArray(), ct);
            await context.Response.OutputStream.FlushAsync(ct);
            await foreach (var message in messages.WithCancellation(ct))
            {
                await WriteEventAsync(message, ct);
            }

            context.Response.Close();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // The agent has closed its stream.
        }
    }

    /// <summary>Refuses the request before it became a message.</summary>
    public void Refuse(HttpStatusCode status, string sentence)
    {
        try
        {
            context.Response.StatusCode = (int)status;
            context.Response.ContentType = "text/plain; charset=utf-8";
            context.Response.Close(Encoding.UTF8.GetBytes(sentence + "\n"), willBlock: false);
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // No one reads it.
        }
    }

    /// <summary>Says that a message was taken that wants no answer.</summary>
    public void Accept(HttpStatusCode status = HttpStatusCode.Accepted)
    {
        try
        {
            context.Response.StatusCode = (int)status;
            context.Response.Close();
        }
        catch (Exception gone) when (IsGone(gone))
        {
            // No one reads it.
        }
    }

    public void Dispose() => _writing.Dispose();

    /// <summary>Whether the agent takes this kind of answer.</summary>
    public static bool Accepts(HttpListenerRequest request, string type) =>
        (request.AcceptTypes ?? []).Any(a => a.Split(';')[0].Trim() is var given && (given == type || given == "*/*"));

    private void Begin()
    {
        if (_streams)
        {
            return;
        }

        _streams = true;
        Name();
        context.Response.ContentType = "text/event-stream";
        context.Response.SendChunked = true;
        context.Response.Headers["Cache-Control"] = "no-store";
    }

    private void Name()
    {
        if (Session is not null)
        {
            context.Response.Headers[McpWire.SessionHeader] = Session;
        }
    }

    private async Task WriteEventAsync(ReadOnlyMemory<byte> line, CancellationToken ct)
    {
        var output = context.Response.OutputStream;
        await output.WriteAsync("event: message\ndata: "u8.ToArray(), ct);
        await output.WriteAsync(line, ct);
        await output.WriteAsync("\n\n"u8.ToArray(), ct);
        await output.FlushAsync(ct);
    }

    private static bool IsGone(Exception problem) =>
        problem
            is HttpListenerException
                or ObjectDisposedException
                or InvalidOperationException
                or IOException
                or OperationCanceledException;
}
