using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;

namespace Governance.Portal.Administration.Audit;

/// <summary>A log that is not what was signed is said on every page of those who answer for it.</summary>
internal sealed class LogAlarm(LogHealth health) : IShellAlarm
{
    private static readonly string[] s_told = [Roles.Administrator, Roles.RiskOfficer, Roles.Auditor];
    private static readonly Sentence s_way = $"What is wrong and what to do";

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
                ? new ShellAlarm($"A stored record does not match the audit log", Sentence.Ours(altered), s_way, "/audit/state")
                : null;
        }

        return health.Last is { Sentence: not null, FirstBad: { } entry }
            ? new ShellAlarm($"Log verification failed at entry {Formats.Count(entry)}", Sentence.Ours(sentence), s_way, "/audit/state")
            : new ShellAlarm($"Log verification failed", Sentence.Ours(sentence), s_way, "/audit/state");
    }
}
