using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;

namespace Governance.Portal.Administration.Audit;

/// <summary>A log that is not what was signed is said on every page of those who answer for it.</summary>
internal sealed class LogAlarm(LogHealth health) : IShellAlarm
{
    private static readonly string[] s_told = [Roles.Administrator, Roles.RiskOfficer, Roles.Auditor];

    public event EventHandler? Changed
    {
        add => health.Changed += value;
        remove => health.Changed -= value;
    }

    public ShellAlarm? For(AlarmReader reader)
    {
        if (!s_told.Contains(reader.Role, StringComparer.Ordinal))
        {
            return null;
        }

        if (health.Sentence is not { } sentence)
        {
            return health.Records is { } altered
                ? new ShellAlarm("A stored record does not match the audit log", altered, "What is wrong and what to do", "/audit/state")
                : null;
        }

        return health.Last is { Sentence: not null, FirstBad: { } entry }
            ? new ShellAlarm(
                $"Log verification failed at entry {Formats.Count(entry)}",
                sentence,
                "What is wrong and what to do",
                "/audit/state"
            )
            : new ShellAlarm("Log verification failed", sentence, "What is wrong and what to do", "/audit/state");
    }
}
