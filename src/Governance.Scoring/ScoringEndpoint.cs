using System.Buffers;
using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>Asks a scoring server in batches, several at a time; tries again what passes by itself; counts what it costs.</summary>
public sealed class ScoringEndpoint
{
    private readonly EndpointRequests _requests;
    private readonly IScoringProtocol _protocol;
    private readonly EndpointSettings _settings;
    private readonly AnswerReader _reader;
    private readonly Lock _lock = new();

    /// <param name="transport">Sends the requests.</param>
    /// <param name="settings">How the server is asked.</param>
    /// <param name="protocol">One of <see cref="Protocols"/>.</param>
    /// <param name="clock">Measures the pauses between tries.</param>
    /// <param name="jitter">Shares in [0, 1) that spread them.</param>
    /// <exception cref="ScoringException">The address is none of the protocol.</exception>
    public ScoringEndpoint(IScoringTransport transport, EndpointSettings settings, string protocol, TimeProvider clock, Func<double> jitter)
    {
        ArgumentNullException.ThrowIfNull(settings);
        (_settings, _requests) = (settings, new EndpointRequests(transport, settings, clock, jitter));
        _reader = new AnswerReader(settings);
        _protocol = protocol == Protocols[0] ? new MlflowProtocol(settings, _reader) : new OpenInferenceProtocol(settings, _reader);
    }

    /// <summary>What servers speak: MLflow 2, and the Open Inference Protocol, version 2.</summary>
    public static IReadOnlyList<string> Protocols { get; } = ["mlflow", "kserve-v2"];

    /// <summary>Forms of an MLflow request.</summary>
    public static IReadOnlyList<string> Payloads { get; } = ["dataframe_split", "dataframe_records", "instances", "inputs"];

    /// <summary>What the server speaks: one of <see cref="Protocols"/>.</summary>
    public string Protocol => _protocol.Name;

    /// <summary>The address without a query, which may hold secrets.</summary>
    public string Address => _protocol.Address.GetLeftPart(UriPartial.Path);

    /// <summary>The artifact the endpoint says it serves; null when it does not.</summary>
    public string? ArtifactSha256 => _protocol.ArtifactSha256;

    /// <summary>Rows scored or asked for so far.</summary>
    public long Rows { get; private set; }

    /// <summary>Rows that may be scored in all.</summary>
    public long MaxRows => _settings.MaxRows;

    /// <summary>Requests that were answered.</summary>
    public long Requests => _requests.Answered;

    /// <summary>Requests that were made again.</summary>
    public long Retries => _requests.Retries;

    /// <summary>Whether answers were classes beyond doubt.</summary>
    public bool AnswersClasses => _reader.SawClass;

    /// <summary>Called with the rows of each batch that was scored.</summary>
    public Action<long>? Progress { get; set; }

    /// <summary>Durations of answered requests in milliseconds, ascending.</summary>
    public double[] Latencies => _requests.Latencies;

    /// <summary>Reads how the model describes itself, where it does.</summary>
    /// <exception cref="ScoringException">There was no answer.</exception>
    public async Task LearnAsync(CancellationToken ct)
    {
        if (_protocol.Description is not { } place)
        {
            return;
        }

        var answer = await _requests.AskAsync(HttpMethod.Get, place, default, ct);
        if (answer.IsSuccess && EndpointRequests.Json(answer) is { ValueKind: JsonValueKind.Object } description)
        {
            _protocol.Learn(description);
        }
    }

    /// <summary>Scores all rows of a table.</summary>
    /// <exception cref="ScoringException">There was no usable answer, or more rows would be scored than may be.</exception>
    public async Task<double[]> ScoreAsync(Table rows, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(rows);
        lock (_lock)
        {
            if ((Rows += rows.RowCount) > _settings.MaxRows)
            {
                var name = _settings.NameOf;
                throw ScoringException.Usage(
                    $"More than {_settings.MaxRows} rows would be scored. Allow more with {name("max-scored")}, or request fewer with "
                        + $"{name("rows")}, {name("probe-rows")} and {name("explain-rows")}."
                );
            }
        }

        var scores = new double[rows.RowCount];
        var starts = Enumerable
            .Range(0, (rows.RowCount + _settings.BatchRows - 1) / _settings.BatchRows)
            .Select(b => b * _settings.BatchRows);
        ScoringException? first = null;
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
                    catch (ScoringException problem)
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

    private async Task<double[]> ScoreAsync(Table rows, int from, int count, CancellationToken ct)
    {
        var answer = await _requests.AskAsync(HttpMethod.Post, _protocol.Address, BodyOf(rows, from, count), ct);
        if (!answer.IsSuccess)
        {
            throw EndpointRequests.RefusalOf(answer, _protocol.Address, "to score");
        }

        var json =
            EndpointRequests.Json(answer) ?? throw ScoringException.Undecided($"{_protocol.Address.Authority} did not answer with JSON.");
        lock (_lock)
        {
            return _protocol.Read(json, count);
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
}
