using System.Globalization;
using System.Text.Json;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>
/// Decides the calls of one run, by the manifest and the policies or by asking the portal, and writes each decision down.
/// </summary>
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
    private readonly Lock _lock = new();
    private readonly DateTimeOffset _began = clock.GetUtcNow();
    private readonly Queue<DateTimeOffset> _lastMinute = new();
    private int _steps;
    private decimal _spent;

    /// <summary>The portal that is asked; null: the guard decides by its own files.</summary>
    public PortalCalls? Portal { get; init; }

    /// <summary>What may be allowed while the portal does not answer; null: nothing.</summary>
    public OfflineBundle? Offline { get; init; }

    /// <summary>What time it is for the bundle; null: what the clock says.</summary>
    public OfflineClock? OfflineClock { get; init; }

    public AgentServer Server => server;

    public CallScopes Scopes => scopes;

    public GuardLog Log => log;

    /// <summary>Why a listed tool is kept from the agent, in a sentence; null when the manifest names it as it is.</summary>
    public string? WhyHidden(string name, string? sha256) =>
        manifest.Tools.FirstOrDefault(tool => tool.Server == server.Name && tool.Name == name) is not { } known
            ? $"The manifest does not name the tool {server.Name}.{name}."
        : known.SchemaSha256 != sha256 ? $"The description of the tool {known.Id} differs from the manifest."
        : null;

    /// <summary>Reads a call and counts it.</summary>
    /// <param name="name">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="unfit">Why the tool itself may not be called now; null when it may.</param>
    public GuardedCall Begin(string name, JsonElement? arguments, string? unfit)
    {
        var (amount, currency) = Amount(arguments);
        IReadOnlyList<string> touched = [];
        try
        {
            touched = scopes.Of(arguments);
        }
        catch (FormatException problem)
        {
            unfit ??= problem.Message;
        }

        lock (_lock)
        {
            var now = clock.GetUtcNow();
            while (_lastMinute.TryPeek(out var first) && now - first >= TimeSpan.FromMinutes(1))
            {
                _lastMinute.Dequeue();
            }

            var facts = new AgentCall(name, server.Name, touched, amount, currency, now)
            {
                Step = ++_steps,
                Seconds = (int)Math.Min(int.MaxValue, (now - _began).TotalSeconds),
                CallsInLastMinute = _lastMinute.Count,
            };
            _lastMinute.Enqueue(now);
            return new(name, arguments, facts, unfit);
        }
    }

    /// <summary>Decides by the guard's own files; what cannot be judged is denied.</summary>
    public CallDecision Decide(GuardedCall call)
    {
        var decision = call.Unfit is { } unfit ? Denied(unfit) : Judge(manifest, policies, stage, call);
        return Written(
            call,
            decision.Decision == CallDecision.Ask
                ? decision with
                {
                    Reason = $"{decision.Reason} A person has to be asked, and the guard has no one to ask.",
                }
                : decision,
            null
        );
    }

    /// <summary>Asks the portal, and waits where the portal asks a person.</summary>
    /// <param name="call">The call.</param>
    /// <param name="unfit">Says again why the tool may not be called, after the wait: it may have changed meanwhile.</param>
    /// <param name="waiting">Is told, again and again, which call waits for a person.</param>
    /// <param name="ct">Ends the wait.</param>
    public async Task<CallDecision> AskAsync(
        GuardedCall call,
        Func<CancellationToken, Task<string?>> unfit,
        Func<PortalAnswer, Task> waiting,
        CancellationToken ct
    )
    {
        if (call.Unfit is { } wrong)
        {
            return Written(call, Denied(wrong), null);
        }

        var answer = await Portal!.DecideAsync(call, ct);
        if (answer.IsAway)
        {
            return Written(call, await DecideOfflineAsync(call, answer.Decision.Reason, ct), null);
        }

        if (!answer.Is(CallDecision.Ask))
        {
            return Written(call, Spent(call, answer.Decision), answer.Call);
        }

        if (Written(call, answer.Decision, answer.Call) is { Decision: CallDecision.Deny } unwritten)
        {
            return unwritten;
        }

        var decision = await AnsweredAsync(answer, waiting, ct);
        if (decision.Decision == CallDecision.Allow && await unfit(ct) is { } changed)
        {
            decision = Denied(changed);
        }

        return Written(call, Spent(call, decision), answer.Call);
    }

    private async Task<CallDecision> AnsweredAsync(PortalAnswer asked, Func<PortalAnswer, Task> waiting, CancellationToken ct)
    {
        var answer = asked;
        while (answer.Is(CallDecision.Ask))
        {
            var left = (asked.ExpiresAt ?? DateTimeOffset.MinValue) - clock.GetUtcNow();
            if (left <= TimeSpan.Zero)
            {
                return Denied($"No one answered {asked.Call} in time.");
            }

            await waiting(asked);
            await Task.Delay(left < PortalCalls.Pause ? left : PortalCalls.Pause, clock, ct);
            var now = await Portal!.ReadAsync(asked.Call!, ct);
            // A portal that is away for a moment may answer the next time.
            answer = now.IsAway ? answer : now;
        }

        return answer.Decision;
    }

    private async Task<CallDecision> DecideOfflineAsync(GuardedCall call, string away, CancellationToken ct)
    {
        string? why;
        try
        {
            why =
                Offline is null ? "so nothing is allowed."
                : await Portal!.IsThereAsync(ct) ? "though it is running, so nothing is allowed."
                : Offline.WhyNot($"{server.Name}.{call.Tool}", OfflineClock?.Now() ?? clock.GetUtcNow());
        }
        catch (CliException problem)
        {
            why = $"so nothing is allowed. {problem.Message}";
        }

        if (why is not null)
        {
            return Denied($"The portal does not answer, {why} {away}");
        }

        var decision = Judge(Offline!.Manifest, Offline.Policies, Offline.Stage, call);
        return decision.Decision == CallDecision.Ask
            ? Denied($"{decision.Reason} The portal does not answer, so no one can be asked. {away}")
            : decision with
            {
                Reason = $"{decision.Reason} The portal did not answer; the offline bundle decided.",
            };
    }

    private CallDecision Judge(AgentManifest by, IReadOnlyList<PolicyDocument> rules, string where, GuardedCall call)
    {
        // At once with what it adds to the money spent: calls that are decided side by side spend no more than one after the other.
        lock (_lock)
        {
            return Spent(call, AgentCallRules.Decide(by, rules, where, call.Facts with { SpentSoFar = _spent }));
        }
    }

    private CallDecision Spent(GuardedCall call, CallDecision decision)
    {
        lock (_lock)
        {
            if (
                decision.Decision == CallDecision.Allow
                && call.Facts.Amount is { } spent
                && call.Facts.Currency == manifest.Limits.Currency
            )
            {
                _spent += spent;
            }
        }

        return decision;
    }

    private CallDecision Written(GuardedCall call, CallDecision decision, string? id)
    {
        try
        {
            log.Write(
                "call",
                writer =>
                {
                    writer.WriteString("server", server.Name);
                    writer.WriteString("tool", call.Tool);
                    writer.WriteString("decision", decision.Decision);
                    writer.WriteString("reason", decision.Reason);
                    writer.WriteString("policy", decision.Policy);
                    writer.WriteString("rule", decision.Rule);
                    if (Portal is not null)
                    {
                        // Null: the portal knows nothing of this call.
                        writer.WriteString("call", id);
                    }

                    writer.WriteNumber("step", call.Facts.Step ?? 0);
                    writer.WriteStartArray("scopes");
                    foreach (var scope in call.Facts.Scopes)
                    {
                        writer.WriteStringValue(scope);
                    }

                    writer.WriteEndArray();
                    writer.WriteString("amount", call.Facts.Amount?.ToString(CultureInfo.InvariantCulture));
                    writer.WriteString("currency", call.Facts.Currency);
                    // What was asked for may be personal: the log proves it without holding it.
                    writer.WriteString(
                        "argumentsSha256",
                        call.Arguments is { } given ? Sha256Hex.Of(System.Text.Encoding.UTF8.GetBytes(given.GetRawText())) : null
                    );
                }
            );
            return decision;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return Denied($"The decision cannot be recorded, so nothing is allowed: {problem.Message}");
        }
    }

    private (decimal? Amount, string? Currency) Amount(JsonElement? arguments)
    {
        // As a server would find it that takes no notice of case: there is at most one.
        if (arguments is not { } given || !UnambiguousJson.TryFind(given, amountArgument, out var value))
        {
            return (null, null);
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        var written = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        decimal? amount =
            value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number
            : written is not null && decimal.TryParse(written, style, CultureInfo.InvariantCulture, out var read) ? read
            : null;
        var currency = UnambiguousJson.TryFind(given, "currency", out var named) && named.ValueKind == JsonValueKind.String;
        return (amount, amount is not null && currency ? named.GetString() : null);
    }

    private static CallDecision Denied(string reason) => new(CallDecision.Deny, reason, null, null, null);
}
