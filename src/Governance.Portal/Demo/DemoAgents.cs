using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Agents.Runs;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Models.Registry;
using Governance.Portal.Models.Registry.Agents;
using Governance.Portal.Operations.AgentRuns;
using Governance.Portal.Operations.AgentRuns.Otlp;
using Governance.Portal.Operations.Monitoring.Monitors;

namespace Governance.Portal.Demo;

/// <summary>
/// An agent that pays invoices: its first version is in production, the next one wants more, one run is told by its spans, and one payment
/// waits for a person.
/// </summary>
internal sealed class DemoAgents(
    RegisterAgent registerAgent,
    RegisterAgentVersion registerVersion,
    AddEvidence addEvidence,
    DecideCalls decideCalls,
    StoreSpans storeSpans,
    CreateMonitor createMonitor,
    TimeProvider clock
)
{
    /// <summary>Its name.</summary>
    public const string Agent = "invoice-agent";

    /// <summary>Its tools by their digest, with what a reviewer says that they can do.</summary>
    public static IReadOnlyList<(string Sha256, string[] Risks, string Reason)> Tools { get; } =
    [
        (
            "4d5a16a5b8f0c47f0f9c7e0a2d9b51c3e86f7a1d0c92b4e35f68a7d1c0b9e2f4",
            ["read", "personal-data"],
            "Reads invoices with the names of suppliers; changes nothing."
        ),
        (
            "9b1e7c04d2f8a63b5e90c7d41a8f26e3b7c5d09f1e4a82c6d3b0f7a95e1c48d2",
            ["money", "irreversible", "external"],
            "A transfer that was sent cannot be called back."
        ),
    ];

    private const string Tool = "demo data";
    private const string PaidRun = "run-invoices-0412";
    private const string WaitingRun = "run-invoices-0437";

    private const string Manifest = """
        schema: governance.agent/v1
        purpose: Pays invoices that match an order
        autonomy: supervised
        owner: Accounts payable
        models:
          - {name: gpt-5, version: "2026-08-07", provider: openai}
        servers:
          - {name: payments, transport: http, address: "https://payments.bank.example/mcp", version: "3.2"}
        tools:
          - name: read
            server: payments
            description: Reads open invoices and their orders
            schemaSha256: 4d5a16a5b8f0c47f0f9c7e0a2d9b51c3e86f7a1d0c92b4e35f68a7d1c0b9e2f4
            risks: [read, personal-data]
          - name: transfer
            server: payments
            description: Transfers money to the account of a supplier
            schemaSha256: 9b1e7c04d2f8a63b5e90c7d41a8f26e3b7c5d09f1e4a82c6d3b0f7a95e1c48d2
            risks: [money, irreversible, external]
        data:
          - {scope: invoices, access: read, personalData: true}
          - {scope: transfers, access: write, personalData: true}
        limits: {steps: 40, seconds: 600, spend: "2000.00", currency: EUR}
        checkpoints:
          - {on: payments.transfer, aboveAmount: "100.00", minutes: 1440}
        killSwitch: {how: The payments server refuses its key, testedOn: 2026-10-12}
        """;

    private const string Refund = """
          - name: refund
            server: payments
            description: Asks a supplier to pay money back
            schemaSha256: 1f6c3a9e5d70b824c1e8f5a3d6927b0c4e9d2f81a5b7c630e4d8f92a1b6c50e7
            risks: [money, external]

        """;

    /// <summary>Registers the agent.</summary>
    public async Task<Refusal?> RegisterAsync(Actor owner, CancellationToken ct) =>
        (
            await registerAgent.RunAsync(
                owner,
                new(Agent, DemoScene.Owner)
                {
                    DisplayName = "Invoice agent",
                    Purpose = "Pays invoices that match an order; a clerk approves amounts above 100 EUR.",
                    RiskClass = "limited",
                    Tags = new Dictionary<string, string?>(StringComparer.Ordinal) { ["use"] = "agent", ["synthetic"] = "true" },
                },
                ct
            )
        ).Refusal;

    /// <summary>Registers the version that goes into production, with the evidence of the same day.</summary>
    public async Task<Refusal?> FirstAsync(Actor engineer, CancellationToken ct)
    {
        var registered = await registerVersion.RunAsync(engineer, Agent, "1.0.0", Encoding.UTF8.GetBytes(Manifest), ct);
        if (registered.Refusal is { } refusal)
        {
            return refusal;
        }

        foreach (var (kind, payload) in EvidenceOf(registered.Value.ManifestSha256))
        {
            var command = new AddEvidence.Command(Agent, "1.0.0", kind, Tool, Time(clock.GetUtcNow().AddMinutes(-20)));
            if ((await addEvidence.RunAsync(engineer, command, JsonSerializer.SerializeToElement(payload), ct)).Refusal is { } bad)
            {
                return bad;
            }
        }

        return null;
    }

    /// <summary>Registers the next version: it asks for one tool more, and for a person only above a higher amount.</summary>
    public async Task<Refusal?> NextAsync(Actor engineer, CancellationToken ct)
    {
        var bolder = Manifest
            .Replace("data:\n", Refund + "data:\n", StringComparison.Ordinal)
            .Replace("aboveAmount: \"100.00\"", "aboveAmount: \"250.00\"", StringComparison.Ordinal);
        return (await registerVersion.RunAsync(engineer, Agent, "1.1.0", Encoding.UTF8.GetBytes(bolder), ct)).Refusal;
    }

    /// <summary>Sets limits for what its days are measured by.</summary>
    public async Task<Refusal?> WatchAsync(Actor owner, CancellationToken ct)
    {
        foreach (
            var (figure, upper) in new[]
            {
                (AgentDay.InjectionFindings, 0.0),
                (AgentDay.LoopRate, 0.1),
                (AgentDay.RefusalRate, 0.4),
                (AgentDay.ToolDriftName, 0.3),
            }
        )
        {
            var made = await createMonitor.RunAsync(owner, new(Agent, "business", figure, null, new(Upper: upper)), ct);
            if (made.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    /// <summary>A run: two calls that are allowed, one that is denied, and the spans that tell of them.</summary>
    public async Task<Refusal?> PayAsync(CancellationToken ct)
    {
        var began = clock.GetUtcNow();
        var read = await AskAsync(PaidRun, "read", null, """{"state":"open"}""", ct);
        var paid = await AskAsync(PaidRun, "transfer", 86.4m, """{"invoice":"2026-1102","to":"Paper and Pens Ltd."}""", ct);
        var denied = await AskAsync(PaidRun, "delete", null, """{"invoice":"2026-0981"}""", ct);
        if ((read.Refusal ?? paid.Refusal ?? denied.Refusal) is { } refusal)
        {
            return refusal;
        }

        var spans = Spans(began, (read.Value.Id, "read"), (paid.Value.Id, "transfer"));
        return (await storeSpans.RunAsync(Actor.Host, OtlpJson.Read(Encoding.UTF8.GetBytes(spans), new OtlpLimits(100)), ct)).Refusal;
    }

    /// <summary>A payment that is large enough to wait for a person.</summary>
    public async Task<Refusal?> WaitAsync(Action<string> say, CancellationToken ct)
    {
        var asked = await AskAsync(
            WaitingRun,
            "transfer",
            1_240.5m,
            """{"invoice":"2026-1184","to":"ACME Office Supplies Ltd.","iban":"DK50 0040 0440 1162 43"}""",
            ct
        );
        if (asked.IsDone)
        {
            say($"a payment of {Agent} waits for a person ({asked.Value.Id})");
        }

        return asked.Refusal;
    }

    private async Task<Result<CallDecisionView>> AskAsync(string run, string tool, decimal? amount, string arguments, CancellationToken ct)
    {
        var call = CallRequest.Of(
            run,
            tool,
            "payments",
            [amount is null ? "invoices" : "transfers"],
            (amount, amount is null ? null : "EUR"),
            arguments
        );
        return call.Refusal is { } unfit ? unfit : await decideCalls.RunAsync(Actor.Host, Agent, "production", call.Value, ct);
    }

    private static IEnumerable<(string Kind, JsonObject Payload)> EvidenceOf(string manifest)
    {
        // Texts that it reads and that try to take it over: one of 160 did.
        yield return (
            "prompt-safety",
            new JsonObject
            {
                ["synthetic"] = true,
                ["artifactSha256"] = manifest,
                ["subject"] = new JsonObject { ["artifactSha256"] = manifest, ["rows"] = 240 },
                ["cases"] = 240,
                ["metrics"] = new JsonObject
                {
                    ["attackSuccessRate"] = Rate(0.00625, 160, 0.001104, 0.034517),
                    ["benignUtility"] = Rate(0.95, 80, 0.878359, 0.980386),
                },
                ["channels"] = new JsonArray(
                    Channel("tool-result", Rate(0.0125, 80, 0.002209, 0.067455), 1),
                    Channel("document", Rate(0, 80, 0, 0.045818), 0)
                ),
                ["verdict"] = "pass",
            }
        );
        yield return (
            "other",
            new JsonObject
            {
                ["synthetic"] = true,
                ["artifactSha256"] = manifest,
                ["regions"] = new JsonObject { ["hosting"] = new JsonArray("eu-central-1") },
            }
        );
    }

    private static JsonObject Rate(double value, int n, double low, double high) =>
        new()
        {
            ["value"] = value,
            ["n"] = n,
            ["low"] = low,
            ["high"] = high,
        };

    private static JsonObject Channel(string name, JsonObject rate, int successes) =>
        new()
        {
            ["name"] = name,
            ["attackSuccessRate"] = rate,
            ["successes"] = successes,
            ["attacks"] = 80,
            ["errors"] = 0,
        };

    // As any exporter of OpenTelemetry tells it: the run, what the model was asked, and each tool with the decision it was called on.
    private static string Spans(DateTimeOffset began, params (AgentCallId Call, string Tool)[] tools)
    {
        var spans = new JsonArray(
            Span(began, 1, 0, (0, 14_200), "invoke_agent invoice-agent", ("gen_ai.operation.name", "invoke_agent")),
            Span(
                began,
                2,
                1,
                (150, 2_900),
                "chat gpt-5",
                ("gen_ai.operation.name", "chat"),
                ("gen_ai.request.model", "gpt-5-2026-08-07"),
                ("gen_ai.usage.input_tokens", 1_840),
                ("gen_ai.usage.output_tokens", 212)
            )
        );
        foreach (var (i, (call, tool)) in tools.Index())
        {
            spans.Add(
                Span(
                    began,
                    3 + i,
                    1,
                    (3_400 + (4_000 * i), 1_700),
                    $"execute_tool {tool}",
                    ("gen_ai.operation.name", "execute_tool"),
                    ("gen_ai.tool.name", tool),
                    ("governance.decision.id", call.ToString())
                )
            );
        }

        return new JsonObject
        {
            ["resourceSpans"] = new JsonArray(new JsonObject { ["scopeSpans"] = new JsonArray(new JsonObject { ["spans"] = spans }) }),
        }.ToJsonString();
    }

    private static JsonObject Span(
        DateTimeOffset began,
        int number,
        int parent,
        (int Begins, int Lasts) milliseconds,
        string name,
        params (string Name, object Value)[] attributes
    )
    {
        var start = began.AddMilliseconds(milliseconds.Begins);
        return new JsonObject
        {
            ["traceId"] = "8a1d4f0c6b29e573d0f8a6c41b72e935",
            ["spanId"] = Id(number),
            ["parentSpanId"] = parent == 0 ? "" : Id(parent),
            ["name"] = name,
            ["startTimeUnixNano"] = Nanoseconds(start),
            ["endTimeUnixNano"] = Nanoseconds(start.AddMilliseconds(milliseconds.Lasts)),
            ["attributes"] = new JsonArray([
                Attribute("gen_ai.agent.name", Agent),
                Attribute("gen_ai.conversation.id", PaidRun),
                .. attributes.Select(a => Attribute(a.Name, a.Value)),
            ]),
        };
    }

    private static JsonObject Attribute(string name, object value) =>
        new()
        {
            ["key"] = name,
            ["value"] = value is int number
                ? new JsonObject { ["intValue"] = number.ToString(CultureInfo.InvariantCulture) }
                : new JsonObject { ["stringValue"] = (string)value },
        };

    private static string Id(int number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private static string Nanoseconds(DateTimeOffset at) =>
        ((at - DateTimeOffset.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
