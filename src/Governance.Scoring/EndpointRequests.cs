using System.Text.Json;

namespace Governance.Scoring;

/// <summary>Sends requests to a server, tries again what passes by itself, and counts what it costs.</summary>
internal sealed class EndpointRequests(IScoringTransport transport, EndpointSettings settings, TimeProvider clock, Func<double> jitter)
{
    private const int MaxProblem = 300;
    private const int LatenciesKept = 100_000;
    private static readonly TimeSpan s_longestRetryAfter = TimeSpan.FromSeconds(60);

    private readonly List<double> _latencies = [];
    private readonly Lock _lock = new();

    /// <summary>Requests that were answered.</summary>
    public long Answered { get; private set; }

    /// <summary>Requests that were made again.</summary>
    public long Retries { get; private set; }

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

    /// <summary>The last answer of up to so many attempts.</summary>
    /// <exception cref="ScoringException">There was none; its cause is a <see cref="TransportException"/>.</exception>
    public async Task<ScoringAnswer> AskAsync(HttpMethod method, Uri address, ReadOnlyMemory<byte> body, CancellationToken ct)
    {
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan? asked = null;
            try
            {
                var began = TimeProvider.System.GetTimestamp();
                var answer = await transport.SendAsync(method, address, body, settings.Timeout, ct);
                Note(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
                asked = answer.RetryAfter;
                if (answer.Status is not (429 or >= 500) || attempt >= settings.Retries || asked > s_longestRetryAfter)
                {
                    return answer;
                }
            }
            catch (TransportException problem)
            {
                if (attempt >= settings.Retries || !problem.IsPassing)
                {
                    throw ScoringException.Undecided(problem.Message, problem);
                }
            }

            lock (_lock)
            {
                Retries++;
            }

            var pause =
                asked is { } wait && wait > TimeSpan.Zero
                    ? wait
                    : TimeSpan.FromSeconds(0.5 * (1 << Math.Min(attempt, 6)) * (0.75 + (jitter() / 2)));
            await Task.Delay(pause, clock, ct);
        }
    }

    /// <summary>Why an answer that is no success is none, in words.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="address">Who answered.</param>
    /// <param name="what">What was refused, such as <c>to score</c>.</param>
    public static ScoringException RefusalOf(ScoringAnswer answer, Uri address, string what)
    {
        var status = answer.Status;
        var words = answer.Words;
        var said = words.Length == 0 ? string.Empty : $": {(words.Length <= MaxProblem ? words : words[..MaxProblem] + "…")}";
        return new ScoringException(
            status is >= 400 and < 500 and not (401 or 403 or 408 or 429) ? ScoringFault.Usage : ScoringFault.Undecided,
            status is >= 300 and < 400
                ? $"{address.Authority} redirects (status {status}); redirects are not followed. Name the address it redirects to."
                : $"{address.Authority} refused {what} (status {status}){said}"
        )
        {
            Status = status,
        };
    }

    /// <summary>The JSON of an answer; null where it holds none.</summary>
    public static JsonElement? Json(ScoringAnswer answer)
    {
        // A mark of the byte order belongs to no JSON, and some servers send it.
        var body = answer.Body.Span.StartsWith("\uFEFF"u8) ? answer.Body[3..] : answer.Body;
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 64 });
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Note(double milliseconds)
    {
        lock (_lock)
        {
            Answered++;
            if (_latencies.Count < LatenciesKept)
            {
                _latencies.Add(milliseconds);
            }
        }
    }
}
