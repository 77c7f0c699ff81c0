using System.Globalization;
using System.Text.Json;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>Decides the calls of one run by the manifest and the policies, and writes each decision down.</summary>
internal sealed class GuardedCalls(
    AgentManifest manifest,
    AgentServer server,
    IReadOnlyList<PolicyDocument> policies,
    string stage,
    CallScopes scopes,
    string amountArgument,
    GuardLog log,
    TimeProvider clock
)
{
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private readonly Queue<DateTimeOffset> _lastMinute = new();
    private int _steps;
    private decimal _spent;

    public AgentServer Server => server;

    public CallScopes Scopes => scopes;

    public GuardLog Log => log;

    /// <summary>Why a listed tool is kept from the agent, in a sentence; null when the manifest names it as it is.</summary>
    public string? WhyHidden(string name, string? sha256) =>
        manifest.Tools.FirstOrDefault(tool => tool.Server == server.Name && tool.Name == name) is not { } known
            ? $"The manifest does not name the tool {server.Name}.{name}."
        : known.SchemaSha256 != sha256 ? $"The tool {known.Id} describes itself differently than in the manifest."
        : null;

    /// <summary>Decides a call; what cannot be judged is denied.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="unfit">Why the tool itself may not be called now; null when it may.</param>
    public CallDecision Decide(string name, JsonElement? arguments, string? unfit)
    {
        var now = clock.GetUtcNow();
        while (_lastMinute.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
        {
            _lastMinute.Dequeue();
        }

        var (amount, currency) = Amount(arguments);
        IReadOnlyList<string> touched = [];
        CallDecision decision;
        try
        {
            touched = scopes.Of(arguments);
            decision = unfit is null
                ? AgentCallRules.Decide(
                    manifest,
                    policies,
                    stage,
                    new AgentCall(name, server.Name, touched, amount, currency, now)
                    {
                        Step = _steps + 1,
                        Seconds = (int)Math.Min(int.MaxValue, (now - _began).TotalSeconds),
                        SpentSoFar = _spent,
                        CallsInLastMinute = _lastMinute.Count,
                    }
                )
                : Denied(unfit);
        }
        catch (FormatException problem)
        {
            decision = Denied(problem.Message);
        }

        _steps++;
        _lastMinute.Enqueue(now);
        if (decision.Decision == CallDecision.Ask)
        {
            decision = decision with { Reason = $"{decision.Reason} A person has to be asked through a portal; offline no one can be." };
        }

        decision = Written(name, arguments, touched, amount, currency, decision);
        if (decision.Decision == CallDecision.Allow && amount is { } spent && currency == manifest.Limits.Currency)
        {
            _spent += spent;
        }

        return decision;
    }

    private CallDecision Written(
        string name,
        JsonElement? arguments,
        IReadOnlyList<string> touched,
        decimal? amount,
        string? currency,
        CallDecision decision
    )
    {
        try
        {
            log.Write(
                "call",
                writer =>
                {
                    writer.WriteString("server", server.Name);
                    writer.WriteString("tool", name);
                    writer.WriteString("decision", decision.Decision);
                    writer.WriteString("reason", decision.Reason);
                    writer.WriteString("policy", decision.Policy);
                    writer.WriteString("rule", decision.Rule);
                    writer.WriteNumber("step", _steps);
                    writer.WriteStartArray("scopes");
                    foreach (var scope in touched)
                    {
                        writer.WriteStringValue(scope);
                    }

                    writer.WriteEndArray();
                    writer.WriteString("amount", amount?.ToString(CultureInfo.InvariantCulture));
                    writer.WriteString("currency", currency);
                    // What was asked for may be personal: the log proves it without holding it.
                    writer.WriteString(
                        "argumentsSha256",
                        arguments is { } given ? Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(given.GetRawText())) : null
                    );
                }
            );
            return decision;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Denied($"The decision cannot be written down, so nothing is allowed: {problem.Message}");
        }
    }

    private (decimal? Amount, string? Currency) Amount(JsonElement? arguments)
    {
        if (arguments is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty(amountArgument, out var value))
        {
            return (null, null);
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var written = value.ValueKind == JsonValueKind.String ? McpMessage.Text(given, amountArgument) : null;
        decimal? amount =
            value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number
            : written is not null && decimal.TryParse(written, style, CultureInfo.InvariantCulture, out var read) ? read
            : null;
        return (amount, amount is null ? null : McpMessage.Text(given, "currency"));
    }

    private static CallDecision Denied(string reason) => new(CallDecision.Deny, reason, null, null, null);
}
