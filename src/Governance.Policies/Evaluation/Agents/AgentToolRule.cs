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

    // Calls are decided by the thousand: what an entry is called is put together once, and lists are walked without an enumerator.
    private readonly string[] _askWritten = [.. parameters.Tools("ask").Select(entry => entry.Written(allows: false))];
    private readonly string[] _denyWritten = [.. parameters.Tools("deny").Select(entry => entry.Written(allows: false))];

    public string Id { get; } = id;

    public IReadOnlyList<AgentToolEntry> Allow => _allow;

    public IReadOnlyList<AgentToolEntry> Ask => _ask;

    public IReadOnlyList<AgentToolEntry> Deny => _deny;

    /// <summary>Its risks; of a tool that was not reviewed, all of them.</summary>
    public static IReadOnlyList<string> RisksOf(AgentTool tool) => tool.Risks.Count == 0 ? AgentVocabulary.ToolRisks : tool.Risks;

    /// <summary>Whether a tool has a risk; one that was not reviewed has all.</summary>
    public static bool HasRisk(AgentTool tool, string risk)
    {
        var risks = RisksOf(tool);
        for (var i = 0; i < risks.Count; i++)
        {
            if (risks[i] == risk)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The entry that denies every call of a tool; null without one.</summary>
    public AgentToolEntry? DeniedBy(AgentTool tool) => Array.Find(_deny, entry => entry.IsUnconditional && Restricts(entry, tool, tool.Id));

    /// <summary>Whether some call of the tool is allowed, whatever the conditions.</summary>
    public bool Covers(AgentTool tool) => _allow.Length == 0 || Covers(tool, tool.Id, call: null, scope: null);

    /// <summary>The entries that ask for a person before calls of a tool.</summary>
    public IEnumerable<AgentToolEntry> AskedBy(AgentTool tool) => _ask.Where(entry => Restricts(entry, tool, tool.Id));

    /// <summary>What it says of a call, and the entry that says so as people write it; null where nothing allows it.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="id">Its readable name, which is put together each time the tool is asked for it.</param>
    /// <param name="call">The call.</param>
    public (string Decision, string? By) Judge(AgentTool tool, string id, AgentCall call)
    {
        if (First(_deny, tool, id, call) is >= 0 and var denied)
        {
            return (CallDecision.Deny, _denyWritten[denied]);
        }

        if (_allow.Length > 0)
        {
            if (call.Scopes.Count == 0 && !Covers(tool, id, call, scope: null))
            {
                return (CallDecision.Deny, null);
            }

            for (var i = 0; i < call.Scopes.Count; i++)
            {
                if (!Covers(tool, id, call, call.Scopes[i]))
                {
                    return (CallDecision.Deny, null);
                }
            }
        }

        return First(_ask, tool, id, call) is >= 0 and var asked ? (CallDecision.Ask, _askWritten[asked]) : (CallDecision.Allow, null);
    }

    private static int First(AgentToolEntry[] entries, AgentTool tool, string id, AgentCall call)
    {
        for (var i = 0; i < entries.Length; i++)
        {
            if (Restricts(entries[i], tool, id) && Restricts(entries[i], call))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Restricts(AgentToolEntry entry, AgentTool tool, string id) =>
        entry.Risk is { } risk ? HasRisk(tool, risk) : entry.Names(id, StringComparison.OrdinalIgnoreCase);

    // What the call does not say may be what the entry is about.
    private static bool Restricts(AgentToolEntry entry, AgentCall call) =>
        (entry.Amount is not { } above || call.Amount is not { } amount || call.Currency != entry.Currency || amount > above)
        && (entry.Hours is not { } hours || hours.Contains(call.At) != false)
        && (entry.Scope is not { } scope || call.Scopes.Count == 0 || Touches(scope, call.Scopes));

    private static bool Touches(string scope, IReadOnlyList<string> scopes)
    {
        for (var i = 0; i < scopes.Count; i++)
        {
            if (AgentScopes.Overlap(scope, scopes[i]))
            {
                return true;
            }
        }

        return false;
    }

    private bool Covers(AgentTool tool, string id, AgentCall? call, string? scope)
    {
        if (CoversName(_allow, id, call, scope, allows: true) || CoversName(_ask, id, call, scope, allows: false))
        {
            return true;
        }

        var risks = RisksOf(tool);
        for (var i = 0; i < risks.Count; i++)
        {
            if (!CoversRisk(_allow, risks[i], call, scope, allows: true) && !CoversRisk(_ask, risks[i], call, scope, allows: false))
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
