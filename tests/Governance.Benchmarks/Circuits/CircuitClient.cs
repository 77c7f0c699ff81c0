using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Governance.Benchmarks.Circuits;

/// <summary>
/// A tab without a browser: it opens a page, starts its circuit over WebSocket, acknowledges every batch, and follows links. JavaScript
/// that is called answers nothing.
/// </summary>
internal sealed partial class CircuitClient(Uri address, CookieContainer cookies) : IAsyncDisposable
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(700);

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _sends = new(1);
    private readonly CancellationTokenSource _stop = new();
    private Task? _reads;
    private long _lastBatch;
    private int _batches;

    public int Batches => _batches;

    public string? Problem { get; private set; }

    /// <summary>Opens the page and its circuit.</summary>
    public async Task OpenAsync(HttpClient http, string page, CancellationToken ct)
    {
        var html = await http.GetStringAsync(new Uri(address, page), ct);
        var markers = Markers().Matches(html).Select(m => JsonNode.Parse(m.Groups[1].Value)!).ToList();
        var state = State().Match(html).Groups[1].Value;
        _socket.Options.Cookies = cookies;
        _socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
        await _socket.ConnectAsync(new Uri($"ws://{address.Authority}/_blazor"), ct);
        await _socket.SendAsync(
            Encoding.UTF8.GetBytes("""{"protocol":"blazorpack","version":1}""" + "\x1e"),
            WebSocketMessageType.Text,
            true,
            ct
        );
        var answer = new byte[512];
        var handshake = await _socket.ReceiveAsync(answer, ct);
        if (handshake.Count != 3)
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(answer, 0, handshake.Count));
        }

        _reads = Task.Run(() => ReadAsync(_stop.Token), CancellationToken.None);
        await SendAsync(BlazorPack.Call("0", "StartCircuit", address.ToString(), new Uri(address, page).ToString(), "[]", ""), ct);
        var number = 0;
        var operations = new JsonArray([
            .. markers.Select(m => new JsonObject
            {
                ["type"] = "add",
                ["ssrComponentId"] = ++number,
                ["marker"] = m.DeepClone(),
            }),
        ]);
        var batch = new JsonObject { ["batchId"] = 1, ["operations"] = operations };
        await SendAsync(BlazorPack.Call(null, "UpdateRootComponents", batch.ToJsonString(), state), ct);
        await SettledAsync(0, ct);
    }

    /// <summary>Follows a link.</summary>
    /// <returns>Milliseconds until the last batch of the page.</returns>
    public async Task<double> GoAsync(string page, CancellationToken ct)
    {
        var (began, before) = (Stopwatch.GetTimestamp(), _batches);
        await SendAsync(BlazorPack.Call(null, "OnLocationChanged", new Uri(address, page).ToString(), null, true), ct);
        await SettledAsync(before, ct);
        return Stopwatch.GetElapsedTime(began, Interlocked.Read(ref _lastBatch)).TotalMilliseconds;
    }

    public Task PingAsync(CancellationToken ct) => SendAsync(BlazorPack.Ping(), ct);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_reads is { } reads)
        {
            await reads;
        }

        _socket.Dispose();
        _sends.Dispose();
        _stop.Dispose();
    }

    private async Task SettledAsync(int before, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        while (_batches == before || Stopwatch.GetElapsedTime(Interlocked.Read(ref _lastBatch)) < s_quiet)
        {
            if (Problem is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            if (Stopwatch.GetElapsedTime(began) > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException("No page came within 30 s.");
            }

            await Task.Delay(50, ct);
        }
    }

    private async Task ReadAsync(CancellationToken ct)
    {
        var buffer = new byte[8192];
        var filled = 0;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                if (filled == buffer.Length)
                {
                    Array.Resize(ref buffer, buffer.Length * 2);
                }

                var got = await _socket.ReceiveAsync(buffer.AsMemory(filled), ct);
                if (got.MessageType == WebSocketMessageType.Close)
                {
                    Problem ??= "The server closed the connection.";
                    return;
                }

                filled += got.Count;
                var at = 0;
                while (BlazorPack.Next(buffer.AsSpan(at, filled - at)) is { } next)
                {
                    if (BlazorPack.Read(buffer.AsSpan(at + next.Prefix, next.Length)) is { } call)
                    {
                        await AnswerAsync(call, ct);
                    }

                    at += next.Prefix + next.Length;
                }

                buffer.AsSpan(at, filled - at).CopyTo(buffer);
                filled -= at;
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or ObjectDisposedException)
        {
            Problem ??= e.Message;
        }
    }

    private async Task AnswerAsync(HubCall call, CancellationToken ct)
    {
        switch (call.Target)
        {
            case "JS.RenderBatch":
                Interlocked.Exchange(ref _lastBatch, Stopwatch.GetTimestamp());
                _batches++;
                await SendAsync(BlazorPack.Call(null, "OnRenderCompleted", call.Number, null), ct);
                break;
            case "JS.BeginInvokeJS":
                var result = call.ResultKind == 1 ? """{"__jsObjectId":1}""" : "null";
                await SendAsync(BlazorPack.Call(null, "EndInvokeJSFromDotNet", call.Number, true, $"[{call.Number},true,{result}]"), ct);
                break;
            case "JS.Error" or "closed":
                Problem ??= call.Target;
                break;
            default:
                break;
        }
    }

    private async Task SendAsync(byte[] bytes, CancellationToken ct)
    {
        await _sends.WaitAsync(ct);
        try
        {
            await _socket.SendAsync(bytes, WebSocketMessageType.Binary, true, ct);
        }
        finally
        {
            _sends.Release();
        }
    }

    [GeneratedRegex("<!--Blazor:(\\{\"type\":\"server\".*?\"descriptor\".*?\\})-->")]
    private static partial Regex Markers();

    [GeneratedRegex("<!--Blazor-Server-Component-State:(.*?)-->")]
    private static partial Regex State();
}
