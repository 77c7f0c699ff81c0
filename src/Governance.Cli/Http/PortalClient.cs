using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Governance.Cli.Http;

/// <summary>Speaks <c>/api/v1</c>: sends the key, tries again what passes by itself, and turns refusals into words.</summary>
internal sealed class PortalClient : IDisposable
{
    private const int MaxAttempts = 4;
    private const int MaxAnswer = 64 * 1024 * 1024;
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_usualTimeout = TimeSpan.FromSeconds(60);

    private readonly CliHost _host;
    private readonly Uri _server;
    private readonly bool _hasKey;
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _questions;
    private readonly HttpClient _transfers;

    public PortalClient(CliHost host, Uri server, string? key, TimeSpan? timeout = null)
    {
        _host = host;
        _server = server;
        _hasKey = key is not null;
        _handler = host.Handler();
        _questions = Create(key, timeout ?? s_usualTimeout);
        if (timeout is { } patience)
        {
            // What is answered later is answered to no one: the portal decides in less time, or not at all.
            _questions.DefaultRequestHeaders.Add(
                "Prefer",
                string.Create(CultureInfo.InvariantCulture, $"wait={Math.Max(1, (int)(patience.TotalSeconds * 0.8))}")
            );
        }

        _transfers = Create(key, Timeout.InfiniteTimeSpan);
    }

    public Uri Server => _server;

    /// <summary>Asks and expects JSON.</summary>
    public Task<Answer> GetAsync(string path, CancellationToken ct, int attempts = MaxAttempts) =>
        SendAsync(_questions, () => new HttpRequestMessage(HttpMethod.Get, At(path)), attempts, ct);

    /// <summary>Sends JSON. The key of idempotency makes it safe to try again.</summary>
    public Task<Answer> PostAsync(string path, Action<Utf8JsonWriter>? body, CancellationToken ct, int attempts = MaxAttempts)
    {
        var key = NewKey();
        var bytes = body is null ? [] : Encoding.UTF8.GetBytes(Output.OutputPlan.JsonText(body));
        return SendAsync(
            _questions,
            () =>
            {
                var request = new HttpRequestMessage(HttpMethod.Post, At(path))
                {
                    Content = body is null ? null : new ByteArrayContent(bytes),
                };
                if (request.Content is { } content)
                {
                    content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                }

                request.Headers.Add("Idempotency-Key", key);
                return request;
            },
            attempts,
            ct
        );
    }

    /// <summary>Streams a body that is built again for each attempt.</summary>
    /// <param name="method">PUT, which repeats harmlessly by itself, or POST.</param>
    /// <param name="path">Path below the server.</param>
    /// <param name="content">Makes the body.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Answer> TransferAsync(HttpMethod method, string path, Func<HttpContent> content, CancellationToken ct)
    {
        var key = method == HttpMethod.Post ? NewKey() : null;
        return SendAsync(
            _transfers,
            () =>
            {
                var request = new HttpRequestMessage(method, At(path)) { Content = content() };

                // With this the server can refuse before gigabytes travel, and its refusal is read while the body is still under way.
                request.Headers.ExpectContinue = true;
                if (key is not null)
                {
                    request.Headers.Add("Idempotency-Key", key);
                }

                return request;
            },
            MaxAttempts,
            ct
        );
    }

    /// <summary>Opens a download; the caller reads and disposes it.</summary>
    public async Task<HttpResponseMessage> DownloadAsync(string path, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            HttpResponseMessage response;
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, At(path));
                response = await _transfers.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            }
            catch (Exception problem) when (IsNetwork(problem, ct))
            {
                await RetryOrGiveUpAsync(problem, attempt, MaxAttempts, ct);
                continue;
            }

            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                if (!await RetriesAsync(response, null, attempt, MaxAttempts, ct))
                {
                    throw await RefusalAsync(response, ct);
                }
            }
        }
    }

    /// <summary>The path of an address the server gave, if it lies on this server; null otherwise.</summary>
    public string? LocalPath(Uri? location)
    {
        if (location is null)
        {
            return null;
        }

        var absolute = location.IsAbsoluteUri ? location : new Uri(_server, location);
        if (Uri.Compare(absolute, _server, UriComponents.SchemeAndServer, UriFormat.UriEscaped, StringComparison.OrdinalIgnoreCase) != 0)
        {
            return null;
        }

        var path = absolute.AbsolutePath;
        var at = path.IndexOf("/api/v1/", StringComparison.Ordinal);
        return at < 0 ? null : path[(at + 1)..];
    }

    public CliException NoAnswer(Exception problem) => NetworkText.Of(_server, problem);

    public static bool IsNetwork(Exception problem, CancellationToken ct) =>
        !ct.IsCancellationRequested && problem is HttpRequestException or IOException or TaskCanceledException;

    public void Dispose()
    {
        _questions.Dispose();
        _transfers.Dispose();
        _handler.Dispose();
    }

    private static string NewKey() => Guid.NewGuid().ToString("N");

    private HttpClient Create(string? key, TimeSpan timeout)
    {
        var client = new HttpClient(_handler, disposeHandler: false) { Timeout = timeout };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("governance-cli", ProgramVersion.Text));
        client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        client.DefaultRequestHeaders.Accept.ParseAdd("application/problem+json");
        client.DefaultRequestHeaders.Accept.ParseAdd("*/*;q=0.1");
        if (key is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        return client;
    }

    private Uri At(string path) => new(_server, path);

    private async Task<Answer> SendAsync(HttpClient client, Func<HttpRequestMessage> request, int attempts, CancellationToken ct)
    {
        var hasAnswered = false;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var message = request();
                using var response = await client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, ct);
                hasAnswered = true;
                var body = await ReadAsync(response, ct);
                if (response.IsSuccessStatusCode)
                {
                    return body is { } json
                        ? new Answer((int)response.StatusCode, json, response.Headers.Location)
                        : throw CliException.Undecided(
                            $"{_server.Authority} answered with {(int)response.StatusCode} and no JSON; a proxy may be in between."
                        );
                }

                if (!await RetriesAsync(response, body, attempt, attempts, ct))
                {
                    throw ProblemText.Of((int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType, _hasKey);
                }
            }
            catch (HttpRequestException problem) when (problem.InnerException is CliException ours)
            {
                throw ours; // the file could not be read, which is no fault of the network
            }
            catch (Exception problem) when (IsNetwork(problem, ct))
            {
                await RetryOrGiveUpAsync(problem, attempt, attempts, ct, hasAnswered);
            }
        }
    }

    private async Task RetryOrGiveUpAsync(Exception problem, int attempt, int attempts, CancellationToken ct, bool hasAnswered = true)
    {
        if (attempt >= attempts || !NetworkText.IsPassing(problem))
        {
            throw NetworkText.Of(_server, problem, isNoAnswer: !hasAnswered);
        }

        await Task.Delay(Backoff(attempt), _host.Clock, ct);
    }

    private async Task<bool> RetriesAsync(HttpResponseMessage response, JsonElement? body, int attempt, int attempts, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var running =
            status == 409
            && body is { ValueKind: JsonValueKind.Object } problem
            && problem.TryGetProperty("code", out var code)
            && code.ValueKind == JsonValueKind.String
            && code.ValueEquals("idempotency.running");
        if (attempt >= attempts || !(running || status is 429 or >= 500))
        {
            return false;
        }

        var asked = NetworkText.RetryAfter(response.Headers.RetryAfter, _host.Clock.GetUtcNow());
        if (asked > s_longestRetryAfter)
        {
            return false;
        }

        await Task.Delay(asked is { } pause && pause > TimeSpan.Zero ? pause : Backoff(attempt), _host.Clock, ct);
        return true;
    }

    /// <summary>0.5, 1, 2 seconds, each shortened or stretched by up to a quarter.</summary>
    private TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(0.5 * (1 << (attempt - 1)) * (0.75 + (_host.Jitter() / 2)));

    private async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            var body = await ReadAsync(response, ct);
            return ProblemText.Of((int)response.StatusCode, body, response.Content.Headers.ContentType?.MediaType, _hasKey);
        }
        catch (Exception problem) when (IsNetwork(problem, ct))
        {
            return NetworkText.Of(_server, problem);
        }
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var type = response.Content.Headers.ContentType?.MediaType;
        if (
            type is null
            || !(
                type.Equals("application/json", StringComparison.OrdinalIgnoreCase)
                || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return null;
        }

        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        using var bytes = new MemoryStream();
        var buffer = new byte[16_384];
        for (int read; (read = await stream.ReadAsync(buffer, ct)) > 0; )
        {
            if (bytes.Length + read > MaxAnswer)
            {
                throw CliException.Undecided("The server's response is larger than 64 MiB.");
            }

            await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        try
        {
            using var document = JsonDocument.Parse(
                bytes.GetBuffer().AsMemory(0, (int)bytes.Length),
                new JsonDocumentOptions { MaxDepth = 64 }
            );
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null; // said to be JSON and is none: the same as an answer of something else
        }
    }
}
