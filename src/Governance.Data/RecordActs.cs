using System.Collections.Frozen;

namespace Governance.Data;

/// <summary>
/// Which acts can change what is on record: figures that are kept are read again after them, and so are open pages of what waits for
/// someone. Every act does, but for those that are named here.
/// </summary>
public static class RecordActs
{
    /// <summary>Of decisions that came, and were erased.</summary>
    internal const string Decided = "decisions";

    // What comes all the time and changes no record, by noun or by action: calls and spans of agents, who signs in and by what, questions
    // to the gate, what is exported, mailed, saved or anchored; and what is announced without an entry: how far something is, and inboxes.
    private static readonly FrozenSet<string> s_idle = FrozenSet.ToFrozenSet(
        [
            "agent-calls",
            "agent-spans",
            "backup",
            "browser",
            "calendar",
            "channel",
            "checkpoint",
            "codes",
            "dashboard",
            Decided,
            "gate.asked",
            "key.used",
            "notification",
            "passkey",
            "password",
            "registry.approval",
            "registry.import",
            "session",
            "source.pulled",
            "subscription",
        ],
        StringComparer.Ordinal
    );

    /// <summary>What is known to change no record, by noun or by action.</summary>
    internal static IReadOnlyCollection<string> Idle => s_idle;

    /// <summary>True when the act may have changed a record. One that is not known may.</summary>
    /// <param name="action">As in the log, or as announced.</param>
    public static bool Include(string action) => !s_idle.Contains(NounOf(action)) && !s_idle.Contains(action);

    /// <summary>What an act is done to: <c>risk</c> of <c>risk.closed</c>.</summary>
    /// <param name="action">As in the log.</param>
    public static string NounOf(string action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return action.Split('.', 2)[0];
    }
}
