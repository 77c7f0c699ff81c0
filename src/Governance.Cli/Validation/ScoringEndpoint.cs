using System.Buffers;
using System.Net.Http.Headers;
using System.Text.Json;
using Governance.Analytics.Io;
using Governance.Cli.Http;
using Governance.Cli.Output;

namespace Governance.Cli.Validation;

/// <summary>Asks a scoring server in batches, several at a time; tries again what passes by itself; counts what it costs.</summary>
internal sealed class ScoringEndpoint : IDisposable
{
    private const int MaxAnswer = 64 << 20;
    private const int MaxProblem = 300;
    private const int LatenciesKept = 100_000;
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromSeconds(60);

    private readonly CliHost _host;
    private readonly IScoringProtocol _protocol;
    private readonly EndpointSettings _settings;
    private readonly AnswerReader _reader;
    private readonly HttpMessageHandler _handler;
    private readonly HttpClient _client;
    private readonly List<double> _latencies = [];
    private readonly Lock _lock = new();

    public ScoringEndpoint(CliHost host, EndpointSettings settings, string protocol, string? key)
    {
        if (key is not null && settings.Address.Scheme == Uri.UriSchemeHttp && !settings.Address.IsLoopback)
        {
            throw CliException.Usage(
                $"{settings.Address.Authority} is asked by plain HTTP, which would show the key to the network. Use https."
            );
        }

        _host = host;
        _settings = settings;
        _reader = new AnswerReader(settings);
        _protocol = protocol == "mlflow" ? new MlflowProtocol(settings, _reader) : new OpenInferenceProtocol(settings, _reader);
        _handler = host.Handler();
        _client = new HttpClient(_handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("governance-cli", ProgramVersion.Text));
        _client.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        if (key is not null)
        {
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }
    }

    public string Protocol => _protocol.Name;

    /// <summary>The address without a query, which may hold secrets.</summary>
    public string Address => _protocol.Address.GetLeftPart(UriPartial.Path);

    /// <summary>The artifact the endpoint says it serves; null when it does not.</summary>
    public string? ArtifactSha256 => _protocol.ArtifactSha256;

    public long Rows { get; private set; }

    /// <summary>Rows that may be scored in all.</summary>
    public long MaxRows => _settings.MaxRows;

    public long Requests { get; private set; }

    public long Retries { get; private set; }

    /// <summary>Whether answers were classes beyond doubt.</summary>
    public bool AnswersClasses => _reader.SawClass;

    /// <summary>Called with the rows scored so far.</summary>
    public Action<long>? Progress { get; set; }

    /// <summary>Durations of answered requests in milliseconds, ascending.</summary>
    public double[] Latencies
    {
        get
        {
            lock (_lock)
            {
                return [.. _latencies.Order()];
            }
        }
    }

    /// <summary>Reads how the model describes itself, where it does.</summary>
    public async Task LearnAsync(CancellationToken ct)
    {
        if (_protocol.Description is not { } place)
        {
            return;
        }

        using var response = await AskAsync(() => new HttpRequestMessage(HttpMethod.Get, place), ct);
        if (response.IsSuccessStatusCode && await ReadAsync(response, ct) is { ValueKind: JsonValueKind.Object } description)
        {
            _protocol.Learn(description);
        }
    }

    /// <summary>Scores all rows of a table.</summary>
    public async Task<double[]> ScoreAsync(Table rows, CancellationToken ct)
    {
        lock (_lock)
        {
            if ((Rows += rows.RowCount) > _settings.MaxRows)
            {
                throw CliException.Usage(
                    $"More than {_settings.MaxRows} rows would be scored. Allow more by --max-scored, or ask for less by --rows, --probe-rows and --explain-rows."
                );
            }
        }

        var scores = new double[rows.RowCount];
        var starts = Enumerable
            .Range(0, (rows.RowCount + _settings.BatchRows - 1) / _settings.BatchRows)
            .Select(b => b * _settings.BatchRows);
        CliException? first = null;
        try
        {
            await Parallel.ForEachAsync(
                starts,
                new ParallelOptions { MaxDegreeOfParallelism = _settings.Parallel, CancellationToken = ct },
                async (from, cancel) =>
                {
                    var count = Math.Min(_settings.BatchRows, rows.RowCount - from);
                    try
                    {
                        (await ScoreAsync(rows, from, count, cancel)).CopyTo(scores, from);
                    }
                    catch (CliException problem)
                    {
                        Interlocked.CompareExchange(ref first, problem, null);
                        throw;
                    }

                    lock (_lock)
                    {
                        Progress?.Invoke(count);
                    }
                }
            );
        }
        catch (Exception problem) when (first is not null && !ReferenceEquals(problem, first))
        {
            // The other requests under way were cancelled because of it; they say nothing.
            throw first;
        }

        return scores;
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private async Task<double[]> ScoreAsync(Table rows, int from, int count, CancellationToken ct)
    {
        var body = BodyOf(rows, from, count);
        using var response = await AskAsync(
            () =>
                new HttpRequestMessage(HttpMethod.Post, _protocol.Address)
                {
                    Content = new ReadOnlyMemoryContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
                },
            ct
        );
        if (!response.IsSuccessStatusCode)
        {
            throw await RefusalAsync(response, ct);
        }

        var answer = await ReadAsync(response, ct) ?? throw CliException.Undecided($"{_protocol.Address.Authority} answers no JSON.");
        lock (_lock)
        {
            return _protocol.Read(answer, count);
        }
    }

    private ReadOnlyMemory<byte> BodyOf(Table rows, int from, int count)
    {
        var body = new ArrayBufferWriter<byte>(1 << 16);
        using (var writer = new Utf8JsonWriter(body))
        {
            _protocol.Write(writer, rows, from, count);
        }

        return body.WrittenMemory;
    }

    /// <summary>The last answer of up to so many attempts, with its body read into memory.</summary>
    private async Task<HttpResponseMessage> AskAsync(Func<HttpRequestMessage> request, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            Exception? problem = null;
            TimeSpan? asked = null;
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
            patience.CancelAfter(_settings.Timeout);
            try
            {
                using var message = request();
                var began = TimeProvider.System.GetTimestamp();
                var response = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                try
                {
                    await response.Content.LoadIntoBufferAsync(MaxAnswer, patience.Token);
                }
                catch
                {
                    response.Dispose();
                    throw;
                }

                Note(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
                if ((int)response.StatusCode is not (429 or >= 500) || attempt >= _settings.Retries)
                {
                    return response;
                }

                asked = NetworkText.RetryAfter(response.Headers.RetryAfter, _host.Clock.GetUtcNow());
                if (asked > s_longestRetryAfter)
                {
                    return response;
                }

                response.Dispose();
            }
            catch (Exception passing)
                when (!ct.IsCancellationRequested && passing is HttpRequestException or IOException or OperationCanceledException)
            {
                problem = patience.IsCancellationRequested ? new TimeoutException() : passing;
            }

            if (problem is not null && (attempt >= _settings.Retries || !NetworkText.IsPassing(problem)))
            {
                throw problem is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
                    ? CliException.Undecided(
                        $"{_protocol.Address.Authority} answers more than 64 MiB. Ask for fewer rows at a time by --batch."
                    )
                    : NetworkText.Of(_protocol.Address, problem);
            }

            lock (_lock)
            {
                Retries++;
            }

            var pause =
                asked is { } wait && wait > TimeSpan.Zero
                    ? wait
                    : TimeSpan.FromSeconds(0.5 * (1 << Math.Min(attempt, 6)) * (0.75 + (_host.Jitter() / 2)));
            await Task.Delay(pause, _host.Clock, ct);
        }
    }

    private void Note(double milliseconds)
    {
        lock (_lock)
        {
            Requests++;
            if (_latencies.Count < LatenciesKept)
            {
                _latencies.Add(milliseconds);
            }
        }
    }

    private async Task<CliException> RefusalAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var status = (int)response.StatusCode;
        var words = PlainText.Line(await response.Content.ReadAsStringAsync(ct)).Trim();
        var said = words.Length == 0 ? string.Empty : $": {(words.Length <= MaxProblem ? words : words[..MaxProblem] + "…")}";
        return new CliException(
            status is >= 400 and < 500 and not (401 or 403 or 408 or 429) ? ExitCode.Usage : ExitCode.Undecided,
            status is >= 300 and < 400
                ? $"{_protocol.Address.Authority} redirects (status {status}); redirects are not followed. Name the address it redirects to."
                : $"{_protocol.Address.Authority} refuses to score (status {status}){said}"
        )
        {
            Status = status,
        };
    }

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        try
        {
            using var document = await JsonDocument.ParseAsync(stream, new JsonDocumentOptions { MaxDepth = 64 }, ct);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
