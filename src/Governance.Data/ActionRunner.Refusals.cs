using Governance.Data.Postgres;
using Governance.Domain;

namespace Governance.Data;

/// <summary>Why an action was not done although nothing of its own refused it.</summary>
public sealed partial class ActionRunner
{
    /// <summary>Refusal after the last try.</summary>
    public static Refusal Busy { get; } =
        new("action.busy", $"Someone else changed this at the same moment. Nothing was recorded. Try again.", RefusalKind.Conflict)
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>Refusal when what another system was asked about was never what the action then found.</summary>
    public static Refusal FactsMoved { get; } =
        new(
            "action.facts-moved",
            $"The facts changed while another system was being asked about them. Nothing was recorded. Try again.",
            RefusalKind.Conflict
        )
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    /// <summary>
    /// Refusal when the server ended this node's transaction, again and again, because the node sent nothing for too long: the database is
    /// well, and who looks for the cause looks at this process and its machine.
    /// </summary>
    public static Refusal StoodStill { get; } =
        new(
            "service.stood-still",
            $"This node stood still for more than {PostgresPatience.Idle.TotalSeconds:0} seconds inside a transaction, and was too "
                + $"slow again when it tried once more. Nothing was recorded. Try again in a few seconds.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    /// <summary>Refusal when others held what was needed for as long as a call may wait.</summary>
    public static Refusal Locked { get; } =
        new(
            "service.locked",
            $"Another session holds a lock in the database that this needs, and kept it for too long. Nothing was recorded. Try again in a "
                + $"few seconds.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };

    /// <summary>Refusal when no connection of this node became free in time.</summary>
    public static Refusal Crowded { get; } =
        new(
            "service.no-connection",
            $"All connections of this node to the database are in use, and none became free in time. Nothing was recorded. Try again in "
                + $"a few seconds.",
            RefusalKind.Unavailable
        )
        {
            RetryAfter = TimeSpan.FromSeconds(2),
        };

    /// <summary>Refusal while the log is damaged: a change that cannot be logged is not made.</summary>
    public static Refusal Damaged { get; } =
        new(
            "audit.damaged",
            $"The audit log is damaged, so nothing can be changed. Inform an administrator: db check shows what "
                + $"is wrong, and db restore repairs it.",
            RefusalKind.Unavailable
        );

    /// <summary>Refusal in a session that was begun while the log was damaged, in the moment before that session ends.</summary>
    public static Refusal SignInAgain { get; } =
        new(
            Damaged.Code,
            $"This session was opened for reading while the audit log was damaged, so nothing can be changed in it. Sign in again.",
            RefusalKind.Unavailable
        );

    /// <summary>Refusal once a newer program has changed the schema: what this one wrote would not be whole.</summary>
    public static Refusal Outdated { get; } =
        new(
            "schema.newer",
            $"A newer version of the portal has migrated the database, so this node no longer makes changes. Send the request "
                + $"to a node that runs the newer version, or wait until this one is replaced.",
            RefusalKind.Unavailable
        );

    /// <summary>Refusal while a signing key that lies elsewhere is away: what it should sign is signed by nothing else.</summary>
    public static Refusal Unsigned { get; } =
        new(
            "signing-key.away",
            $"The signing key, held in a token, by an external program or in the key folder, cannot be reached, so nothing was recorded. "
                + $"Inform an administrator, and try again.",
            RefusalKind.Unavailable
        );
}
