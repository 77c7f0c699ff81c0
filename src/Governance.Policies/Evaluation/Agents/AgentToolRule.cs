namespace Governance.Policies;

/// <summary>
/// What a rule <c>agent_tools</c> says of a tool. The strictest entry wins: what is denied is denied, then what is asked is asked. With a
/// list <c>allow</c>, what no entry of <c>allow</c> or <c>ask</c> covers is denied: a tool is covered by its name, or by all of its risks.
/// </summary>
internal sealed class AgentToolRule(string id, RuleParameters parameters)
{
    private readonly AgentToolEntry[] _allow = [.. parameters.Tools("allow")];
    private readonly AgentToolEntry[] _ask = [.. parameters.Tools("ask")];
    private readonly AgentToolEntry[] _deny = [.. parameters.Tools("deny")];

    public string Id { get; } = id;

    public IReadOnlyList<AgentToolEntry> Allow => _allow;

    public IReadOnlyList<AgentToolEntry> Ask => _ask;

    public IReadOnlyList<AgentToolEntry> Deny => _deny;

    /// <summary>Its risks; of a tool that was not reviewed, all of them.</summary>
    public static IReadOnlyList<string> RisksOf(AgentTool tool) => tool.Risks.Count == 0 ? AgentVocabulary.ToolRisks : tool.Risks;

    /// <summary>The entry that denies every call of a tool; null without one.</summary>
    public AgentToolEntry? DeniedBy(AgentTool tool) => Array.Find(_deny, entry => entry.IsUnconditional && Restricts(entry, tool));

    /// <summary>Whether some call of the tool is allowed, whatever the conditions.</summary>
    public bool Covers(AgentTool tool) => _allow.Length == 0 || Covers(tool, call: null, scope: null);

    /// <summary>The entries that ask for a person before calls of a tool.</summary>
    public IEnumerable<AgentToolEntry> AskedBy(AgentTool tool) => _ask.Where(entry => Restricts(entry, tool));

    /// <summary>What it says of a call, and the entry that says so; null where an entry of <c>allow</c> is missing.</summary>
    public (string Decision, AgentToolEntry? By) Judge(AgentTool tool, AgentCall call)
    {
        if (First(_deny, tool, call) is { } denied)
        {
            return (CallDecision.Deny, denied);
        }

        if (_allow.Length > 0)
        {
            if (call.Scopes.Count == 0 && !Covers(tool, call, scope: null))
            {
                return (CallDecision.Deny, null);
            }

            foreach (var scope in call.Scopes)
            {
                if (!Covers(tool, call, scope))
                {
                    return (CallDecision.Deny, null);
                }
            }
        }

        return First(_ask, tool, call) is { } asked ? (CallDecision.Ask, asked) : (CallDecision.Allow, null);
    }

    private static AgentToolEntry? First(AgentToolEntry[] entries, AgentTool tool, AgentCall call)
    {
        foreach (var entry in entries)
        {
            if (Restricts(entry, tool) && Restricts(entry, call))
            {
                return entry;
            }
        }

        return null;
    }

    private static bool Restricts(AgentToolEntry entry, AgentTool tool) =>
        entry.Risk is { } risk
            ? RisksOf(tool).Contains(risk, StringComparer.Ordinal)
            : entry.Names(tool.Id, StringComparison.OrdinalIgnoreCase);

    // What the call does not say may be what the entry is about.
    private static bool Restricts(AgentToolEntry entry, AgentCall call) =>
        (entry.Amount is not { } above || call.Amount is not { } amount || call.Currency != entry.Currency || amount > above)
        && (entry.Hours is not { } hours || hours.Contains(call.At) != false)
        && (entry.Scope is not { } scope || call.Scopes.Count == 0 || Touches(scope, call.Scopes));

    private static bool Touches(string scope, IReadOnlyList<string> scopes)
    {
        foreach (var touched in scopes)
        {
            if (AgentScopes.Overlap(scope, touched))
            {
                return true;
            }
        }

        return false;
    }

    private bool Covers(AgentTool tool, AgentCall? call, string? scope)
    {
        if (CoversName(_allow, tool.Id, call, scope, allows: true) || CoversName(_ask, tool.Id, call, scope, allows: false))
        {
            return true;
        }

        foreach (var risk in RisksOf(tool))
        {
            if (!CoversRisk(_allow, risk, call, scope, allows: true) && !CoversRisk(_ask, risk, call, scope, allows: false))
            {
                return false;
            }
        }

        return true;
    }

    private static bool CoversName(AgentToolEntry[] entries, string id, AgentCall? call, string? scope, bool allows)
    {
        foreach (var entry in entries)
        {
            if (entry.Names(id, StringComparison.Ordinal) && Holds(entry, call, scope, allows))
            {
                return true;
            }
        }

        return false;
    }

    private static bool CoversRisk(AgentToolEntry[] entries, string risk, AgentCall? call, string? scope, bool allows)
    {
        foreach (var entry in entries)
        {
            if (entry.Risk == risk && Holds(entry, call, scope, allows))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Holds(AgentToolEntry entry, AgentCall? call, string? scope, bool allows)
    {
        if (call is null)
        {
            return true;
        }

        if (entry.Scope is { } within && (scope is null || !AgentScopes.Contains(within, scope)))
        {
            return false;
        }

        // An entry of ask covers what it asks about.
        return allows
            ? (entry.Amount is not { } most || (call.Amount is { } amount && call.Currency == entry.Currency && amount <= most))
                && (entry.Hours is not { } hours || hours.Contains(call.At) == true)
            : Restricts(entry, call);
    }
}
