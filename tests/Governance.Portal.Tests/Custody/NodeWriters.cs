using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace Governance.Portal.Tests.Custody;

/// <summary>
/// Programs that write to two nodes. What got no answer is sent again with its key, to the other node if its own is away; what got one is
/// sent once more to the other node, which has to say the same.
/// </summary>
internal sealed class NodeWriters(string key, Func<int, Uri> addresses)
{
    /// <summary>Decisions of one write.</summary>
    public const int BatchLines = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // Who has the answer asks for it once more in passing: a node that is away is not waited for.
    private static readonly TimeSpan s_passing = TimeSpan.FromSeconds(1);

    private readonly ConcurrentQueue<(long At, int Node)> _answers = [];
    private readonly ConcurrentQueue<Written> _unrepeated = [];
    private int _numbers;
    private int _sentAgain;
    private int _mostTries;
    private int _repeated;

    /// <summary>The kinds of writes.</summary>
    public enum Kind
    {
        /// <summary>A model: its name is taken once in any case.</summary>
        Model,

        /// <summary>A risk: nothing but the key keeps a second one away.</summary>
        Risk,

        /// <summary>A batch of decisions.</summary>
        Decisions,

        /// <summary>A comment on <see cref="Talk"/>: nothing but the key keeps a second one away.</summary>
        Comment,
    }

    /// <summary>What is written, in turn.</summary>
    public IReadOnlyList<Kind> Kinds { get; init; } = [Kind.Model, Kind.Risk, Kind.Decisions];

    /// <summary>Likelihood and impact of the risks: from 4 on they are above the appetite, and people are notified.</summary>
    public int Level { get; init; } = 3;

    /// <summary>The risk that comments are about.</summary>
    public string Talk { get; init; } = "";

    /// <summary>How long a program waits between two writes.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.Zero;

    /// <summary>What was answered, by kind and name.</summary>
    public ConcurrentDictionary<(Kind Kind, string Name), string> Answered { get; } = [];

    /// <summary>Answers that a write cannot have: nothing should be in here.</summary>
    public ConcurrentQueue<string> Surprises { get; } = [];

    /// <summary>How often something was sent again because it had no answer.</summary>
    public int SentAgain => _sentAgain;

    /// <summary>How often the write was sent that was sent most often before its answer.</summary>
    public int MostTries => _mostTries;

    /// <summary>How many answers were asked for once more.</summary>
    public int Repeated => _repeated;

    /// <summary>One of the programs, at home on a node. It ends when it is told to and what it began was answered.</summary>
    public async Task WriteAsync(int home, CancellationToken stop, CancellationToken ct)
    {
        using var client = Client();
        for (var round = 0; !stop.IsCancellationRequested; round++)
        {
            var kind = Kinds[(round + home) % Kinds.Count];
            var number = Interlocked.Increment(ref _numbers);
            var written = new Written(kind, string.Create(CultureInfo.InvariantCulture, $"{WireName(kind)}-{number}"), home);
            var answer = await InTheEndAsync(client, written, home, ct);
            Answered[(kind, written.Name)] = answer;
            await RepeatAsync(client, written, 1 - home, ct);
            if (Pause > TimeSpan.Zero)
            {
                await Task.Delay(Pause, ct);
            }
        }
    }

    /// <summary>Sends once more what was answered and could not be at the time.</summary>
    public async Task FinishAsync(CancellationToken ct)
    {
        using var client = Client();
        while (_unrepeated.TryDequeue(out var written))
        {
            for (var node = 0; !await RepeatedAsync(client, written, node, ct, ct); node = 1 - node)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>Waits until a node has given so many more answers.</summary>
    public async Task AnswersAsync(int node, int count, CancellationToken ct)
    {
        for (var wanted = Of(node).Count() + count; Of(node).Count() < wanted; )
        {
            await Task.Delay(50, ct);
        }
    }

    /// <summary>The longest time since a moment in which a node answered no one.</summary>
    public TimeSpan LongestGap(int node, long from) => LongestGap(Of(node), from);

    /// <summary>The longest time since a moment in which no one was answered.</summary>
    public TimeSpan LongestGap(long from) => LongestGap(_answers.Select(a => a.At), from);

    private static TimeSpan LongestGap(IEnumerable<long> answers, long from)
    {
        // Read before they are sorted: answers go on coming, in the order in which the programs note them.
        var until = Stopwatch.GetTimestamp();
        long[] times = [from, .. answers.Where(t => t > from && t < until).Order(), until];
        return times.Zip(times.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b)).Max();
    }

    private IEnumerable<long> Of(int node) => _answers.Where(a => a.Node == node).Select(a => a.At);

    private HttpClient Client()
    {
        var client = new HttpClient { Timeout = s_patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    private async Task<string> InTheEndAsync(HttpClient client, Written written, int node, CancellationToken ct)
    {
        for (var tries = 1; ; tries++, node = 1 - node)
        {
            if (await SendAsync(client, written, node, ct, ct) is { } answer)
            {
                InterlockedMax(ref _mostTries, tries);
                return answer;
            }

            Interlocked.Increment(ref _sentAgain);
        }
    }

    private static void InterlockedMax(ref int most, int tries)
    {
        for (var seen = Volatile.Read(ref most); tries > seen; )
        {
            var before = Interlocked.CompareExchange(ref most, tries, seen);
            if (before == seen)
            {
                return;
            }

            seen = before;
        }
    }

    private async Task RepeatAsync(HttpClient client, Written written, int node, CancellationToken ct)
    {
        using var passing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        passing.CancelAfter(s_passing);
        if (!await RepeatedAsync(client, written, node, passing.Token, ct))
        {
            _unrepeated.Enqueue(written);
        }
    }

    private async Task<bool> RepeatedAsync(HttpClient client, Written written, int node, CancellationToken patience, CancellationToken ct)
    {
        if (await SendAsync(client, written, node, patience, ct) is not { } again)
        {
            return false;
        }

        Interlocked.Increment(ref _repeated);
        if (Answered[(written.Kind, written.Name)] is var first && first != again)
        {
            Surprises.Enqueue($"{written.Name} was answered with {first}, and again with {again}");
        }

        return true;
    }

    // Null: no answer, or one that says to ask again.
    private async Task<string?> SendAsync(HttpClient client, Written written, int node, CancellationToken patience, CancellationToken ct)
    {
        try
        {
            using var request = written.Request(addresses(node), this);
            using var answer = await client.SendAsync(request, patience);
            var text = await answer.Content.ReadAsStringAsync(patience);
            if (answer.IsSuccessStatusCode)
            {
                _answers.Enqueue((Stopwatch.GetTimestamp(), node));
                return text;
            }

            // A full disk is 507: nothing was kept, and the same call works once there is room.
            var again =
                answer.StatusCode
                    is HttpStatusCode.ServiceUnavailable
                        or HttpStatusCode.BadGateway
                        or HttpStatusCode.GatewayTimeout
                        or HttpStatusCode.InsufficientStorage
                || answer.Headers.RetryAfter is not null
                || text.Contains("idempotency.running", StringComparison.Ordinal);
            if (!again)
            {
                Surprises.Enqueue($"{(int)answer.StatusCode} {written.Name}: {text}");
                return text;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), patience);
            return null;
        }
        // The client lets a bare SocketException out when the other side dies between connecting and being asked for its address.
        catch (Exception e)
            when (e is HttpRequestException or IOException or SocketException
                || (e is OperationCanceledException && !ct.IsCancellationRequested)
            )
        {
            return null;
        }
    }

    private static string WireName(Kind kind) =>
        kind switch
        {
            Kind.Model => "model",
            Kind.Risk => "risk",
            Kind.Decisions => "batch",
            Kind.Comment => "comment",
        };

    private sealed record Written(Kind Kind, string Name, int Home)
    {
        private readonly string _time = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

        public HttpRequestMessage Request(Uri node, NodeWriters program)
        {
            var path = Kind switch
            {
                Kind.Model => "/api/v1/models",
                Kind.Risk => "/api/v1/risks",
                Kind.Decisions => "/api/v1/decisions",
                Kind.Comment => $"/api/v1/risks/{program.Talk}/comments",
            };
            HttpContent content = Kind switch
            {
                Kind.Model => Json(
                    new JsonObject
                    {
                        ["name"] = Name,
                        ["owner"] = "owner@test.example",
                        ["riskClass"] = "minimal",
                    }
                ),
                Kind.Risk => Json(
                    new JsonObject
                    {
                        ["title"] = Name,
                        ["category"] = "drift",
                        ["inherent"] = new JsonObject { ["likelihood"] = program.Level, ["impact"] = program.Level },
                        ["residual"] = new JsonObject { ["likelihood"] = program.Level, ["impact"] = program.Level },
                        ["owner"] = "owner@test.example",
                    }
                ),
                Kind.Decisions => Lines(),
                Kind.Comment => Json(new JsonObject { ["text"] = Name }),
            };
            return new HttpRequestMessage(HttpMethod.Post, new Uri(node, path))
            {
                Content = content,
                Headers = { { "Idempotency-Key", Name } },
            };
        }

        private static JsonContent Json(JsonObject body) => JsonContent.Create(body);

        private StringContent Lines() =>
            new(
                string.Concat(
                    Enumerable
                        .Range(0, BatchLines)
                        .Select(line =>
                            $$"""{"decisionId":"{{Name}}-{{line}}","time":"{{_time}}","model":"scorer","version":"1.0.0","input":"""
                            + """{"age":41},"output":"declined","confidence":0.91,"topFeatures":[]}"""
                            + "\n"
                        )
                ),
                Encoding.UTF8,
                "application/x-ndjson"
            );
    }
}
