using System.IO.Compression;
using System.Text.Json;
using Governance.Domain;
using Governance.Portal.Kernel.Outbound;

namespace Governance.Portal.Operations.Monitoring.Sources.Warehouses;

/// <summary>
/// Calls one service: with its credential, with patience where it is busy, and once more where an answer broke off. What it says of
/// itself goes into sentences on one line, short, and without a secret.
/// </summary>
internal sealed class WarehouseLink(
    OutboundClient outbound,
    IWarehouseCredential credential,
    SourceOptions options,
    WarehousePatience patience,
    TimeProvider clock
)
{
    private const int MostErrorBytes = 64 * 1024;
    private const int LongestWords = 300;
    private static readonly TimeSpan s_cancelTime = TimeSpan.FromSeconds(10);

    /// <summary>The service's address.</summary>
    public Uri Address { get; } = new(options.Address.TrimEnd('/') + "/");

    /// <summary>Its host, for sentences.</summary>
    public string Host => Address.Host;

    /// <summary>What a failed answer says; by the service.</summary>
    public Func<WarehouseAnswer, string?> Words { get; init; } = _ => null;

    /// <summary>Whether a failed answer is one of those that pass; besides 408, 429 and 5xx.</summary>
    public Func<WarehouseAnswer, bool> Passes { get; init; } = _ => false;

    /// <summary>Columns from a member of an answer; by the service.</summary>
    public Func<string, JsonElement, IReadOnlyList<AnswerColumn>?> Columns { get; init; } = (_, _) => null;

    /// <summary>Calls; the rows of the answer go to a taker.</summary>
    /// <exception cref="SourceException">There was no answer that can be used.</exception>
    public async Task<WarehouseAnswer> CallAsync(WarehouseCall call, RowTaker taker, CancellationToken ct)
    {
        if (call.IsContinued)
        {
            taker.RepeatPart();
        }
        else
        {
            taker.BeginPart();
        }

        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            Trial trial;
            try
            {
                var headers = await HeadersAsync(call, ct);
                trial = await outbound.ExchangeAsync(
                    call.Method,
                    call.Address(attempt),
                    call.Body,
                    "application/json",
                    headers,
                    (head, stream, token) => ReadAsync(call, head, stream, taker, token),
                    call.Most,
                    ct
                );
            }
            catch (OutboundException e)
            {
                trial = new Trial(null, null) { Lost = e };
            }
            catch (DestinationException e)
            {
                throw e.Failure;
            }
            catch (Exception e) when (e is JsonException or InvalidDataException)
            {
                trial = new Trial(null, null) { Lost = e };
            }

            if (trial.Answer is { } answer && (answer.Status is >= 200 and < 300 || call.Understood.Contains(answer.Status)))
            {
                return answer;
            }

            // A token may have been withdrawn before its time: one that is made now says whether the service refuses us.
            if (call.IsSigned && trial.Answer?.Status == 401 && !isRenewed && credential.Forget())
            {
                isRenewed = true;
                continue;
            }

            var failure = FailureOf(call, trial);
            if (failure.IsFinal || attempt >= patience.Tries || (trial.Lost is not null && !call.IsRepeatable))
            {
                throw failure;
            }

            var wait = failure.RetryAfter ?? patience.PauseBefore(attempt + 1);
            if (wait > patience.Longest)
            {
                throw failure;
            }

            await patience.WaitAsync(wait, ct);
            taker.RepeatPart();
        }
    }

    /// <summary>Asks the service to stop a statement. What becomes of it is not waited for: the statement has an end of its own.</summary>
    public async Task CancelAsync(Uri address)
    {
        using var time = new CancellationTokenSource(s_cancelTime, clock);
        try
        {
            var headers = await credential.HeadersAsync(time.Token);
            await outbound.SendAsync(HttpMethod.Post, address, "{}"u8.ToArray(), "application/json", headers, time.Token);
        }
        catch (Exception e) when (e is OutboundException or SourceException or OperationCanceledException)
        {
            // The statement ends when its own time is over.
        }
    }

    /// <summary>A sentence about a statement that the service ended.</summary>
    public static SourceException Failure(string sentence, bool isFinal) => new(sentence) { IsFinal = isFinal };

    /// <summary>What the service says of itself, as it may be shown; empty: nothing.</summary>
    public string Show(string? words)
    {
        var line = NameText.Without((words ?? "").ReplaceLineEndings(" ")).Trim();
        line = credential.Secrets.Aggregate(line, (text, secret) => text.Replace(secret, "…", StringComparison.Ordinal));
        return line.Length > LongestWords ? line[..LongestWords] + "…" : line;
    }

    private async Task<Dictionary<string, string>> HeadersAsync(WarehouseCall call, CancellationToken ct)
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Accept"] = "application/json",
            ["Accept-Encoding"] = "gzip",
        };
        foreach (
            var (name, value) in call.IsSigned ? await credential.HeadersAsync(ct) : new Dictionary<string, string>(StringComparer.Ordinal)
        )
        {
            headers[name] = value;
        }

        foreach (var (name, value) in call.Headers)
        {
            headers[name] = value;
        }

        return headers;
    }

    private async Task<Trial> ReadAsync(WarehouseCall call, OutboundHead head, Stream stream, RowTaker taker, CancellationToken ct)
    {
        await using var counted = new CountedStream(stream, read => taker.BytesReceived += read);
        await using var plain = head.Encoding is "gzip" ? new GZipStream(counted, CompressionMode.Decompress) : (Stream)counted;
        if (head.Status is >= 200 and < 300)
        {
            var members = await new AnswerReader(call.Rows, taker, Columns).ReadAsync(plain, ct);
            return new Trial(new WarehouseAnswer(head.Status, members), head.RetryAfter);
        }

        return new Trial(new WarehouseAnswer(head.Status, await ErrorAsync(plain, ct)), head.RetryAfter);
    }

    // A proxy on the way answers in HTML, and a failure has no form to rely on.
    private static async Task<IReadOnlyDictionary<string, JsonElement>> ErrorAsync(Stream stream, CancellationToken ct)
    {
        var buffer = new byte[MostErrorBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        try
        {
            using var json = JsonDocument.Parse(buffer.AsMemory(0, length));
            return json.RootElement.ValueKind is JsonValueKind.Object
                ? json
                    .RootElement.EnumerateObject()
                    .GroupBy(m => m.Name, StringComparer.Ordinal)
                    .ToDictionary(m => m.Key, m => m.Last().Value.Clone(), StringComparer.Ordinal)
                : new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        }
    }

    private SourceException FailureOf(WarehouseCall call, Trial trial)
    {
        var host = call.Address(1).Host;
        if (trial.Answer is not { } answer)
        {
            return trial.Lost is OutboundException lost
                ? new SourceException(lost.Message, lost)
                : new SourceException($"{host} sent an answer that is cut off or is not JSON.", trial.Lost);
        }

        var words = Show(call.IsSigned ? Words(answer) : null) is { Length: > 0 } said ? $": {said}" : ".";
        var key = $"Sources__…__{(options.SecretFile.Length > 0 ? "SecretFile" : "Secret")} of \"{options.Name}\"";
        return answer.Status switch
        {
            401 => new SourceException($"{host} does not accept the credentials in {key} (401){words}") { IsFinal = true },
            403 when !Passes(answer) => new SourceException($"{host} denies the account access (403){words}") { IsFinal = true },
            429 => Busy($"{host} received too many requests (429){words}"),
            _ when answer.Status is 408 or >= 500 || Passes(answer) => Busy($"{host} is not available now ({answer.Status}){words}"),
            _ => new SourceException($"{host} answered with {answer.Status}{words}") { IsFinal = true },
        };

        SourceException Busy(string sentence) => new(sentence) { RetryAfter = trial.RetryAfter };
    }

    private sealed record Trial(WarehouseAnswer? Answer, TimeSpan? RetryAfter)
    {
        public Exception? Lost { get; init; }
    }
}
