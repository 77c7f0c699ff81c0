using System.Net;
using System.Text;
using Governance.Transparency.Witness;

namespace Governance.Cli.Audit;

/// <summary>
/// Answers <c>POST …/add-checkpoint</c>. The framework's own small listener is enough for a log's one request a second, and keeps the
/// program free of a web framework; TLS belongs to a proxy in front.
/// </summary>
internal sealed class WitnessServer(HttpListener listener, LogWitness witness, TextWriter words)
{
    private const int MaxAtOnce = 32;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public async Task RunAsync(CancellationToken ct)
    {
        using var places = new SemaphoreSlim(MaxAtOnce);
        await using var stop = ct.Register(listener.Stop);
        while (!ct.IsCancellationRequested)
        {
            HttpListenerContext context;
            try
            {
                await places.WaitAsync(ct);
                context = await listener.GetContextAsync();
            }
            catch (Exception e)
                when (ct.IsCancellationRequested && e is OperationCanceledException or HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            _ = Task.Run(() => ServeAsync(context, places), CancellationToken.None);
        }
    }

    private async Task ServeAsync(HttpListenerContext context, SemaphoreSlim places)
    {
        try
        {
            using var patience = new CancellationTokenSource(s_patience);
            var answer = await AnswerAsync(context.Request, patience.Token);
            var body = Encoding.UTF8.GetBytes(answer.Body);
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            context.Response.ContentLength64 = body.Length;
            await context.Response.OutputStream.WriteAsync(body, patience.Token);
            context.Response.Close();
        }
#pragma warning disable CA1031 // One request that fails must not end the witness; without an answer nothing was promised.
        catch (Exception problem)
#pragma warning restore CA1031
        {
            await words.WriteLineAsync($"A request failed: {problem.Message}");
            context.Response.Abort();
        }
        finally
        {
            Release(places);
        }
    }

    private async Task<WitnessAnswer> AnswerAsync(HttpListenerRequest request, CancellationToken ct)
    {
        if (request.Url?.AbsolutePath.EndsWith("/add-checkpoint", StringComparison.Ordinal) is not true)
        {
            return new WitnessAnswer(404, "This witness only serves add-checkpoint.\n");
        }

        if (request.HttpMethod != "POST")
        {
            return new WitnessAnswer(405, "Use POST.\n");
        }

        var buffer = new byte[WitnessRequest.MaxLength + 1];
        var length = await request.InputStream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > WitnessRequest.MaxLength
            ? new WitnessAnswer(413, "The request is too long.\n")
            : await witness.AnswerAsync(buffer.AsMemory(0, length), ct);
    }

    private static void Release(SemaphoreSlim places)
    {
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // The witness was stopped while this request was answered.
        }
    }
}
