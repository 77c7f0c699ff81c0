using System.Runtime.CompilerServices;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Microsoft.Extensions.Options;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Audit.Backups;

/// <summary>What this process knows of the last backup and the last rehearsal, and whether someone has to be told.</summary>
internal sealed class BackupHealth(IOptions<BackupOptions> options, BackupStanding standing, TimeProvider clock)
    : IShellAlarm,
        IHealthSource
{
    public string Subject => "Backups";

    private volatile Known? _known;

    public event EventHandler? Changed;

    /// <summary>The last backup; null where none is known.</summary>
    public BackupRecord? Backup => _known?.Backup;

    /// <summary>The last rehearsal; null where none is known.</summary>
    public BackupRecord? Drill => _known?.Drill;

    /// <summary>What someone has to do; nothing before the first look.</summary>
    public IReadOnlyList<BackupConcern> Concerns =>
        _known is { } known ? [.. standing.Judge(known.Backup, known.Drill, known.Began, clock.GetUtcNow())] : [];

    /// <summary>Takes what was read last.</summary>
    /// <param name="backup">The last backup.</param>
    /// <param name="drill">The last rehearsal.</param>
    /// <param name="began">When the log began.</param>
    public void Set(BackupRecord? backup, BackupRecord? drill, DateTimeOffset began)
    {
        _known = new Known(backup, drill, began);
        Changed?.Invoke(this, EventArgs.Empty);
    }

    // What is on a schedule and does not happen is said on every page; what was never set up stands on the overview.
    public ShellAlarm? For(AlarmReader reader) =>
        reader.Role != Roles.Administrator
            ? null
            : Concerns
                .Where(IsOnSchedule)
                .Select(c => new ShellAlarm(Sentence.Ours(c.Title), Sentence.Ours(c.Sentence), $"Open Audit log", "/audit?q=backup")
                {
                    Key = $"{c.Title} {(c.Kind is BackupConcernKind.Failed ? LastOf(c.Of)?.At : c.GoodAt):O}",
                })
                .FirstOrDefault();

    /// <inheritdoc/>
    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        ct.ThrowIfCancellationRequested();
        var hours = options.Value.Hours;
        FormattableString limit = options.Value.IsScheduled
            ? $"A backup every {hours} hours (Backup__Hours). What is lost at worst is what happened since the last one."
            : (FormattableString)$"No schedule is set (Backup__Hours).";
        if (!standing.IsWatched)
        {
            yield return HealthLine.Off(Subject, $"No one misses the data of a demo.", limit);
        }
        else if (_known is null)
        {
            yield return HealthLine.Impaired(Subject, $"The last backup has not been looked up yet. Look again in a minute.", limit);
        }
        else if (Concerns is [var worst, ..])
        {
            yield return HealthLine.Impaired(Subject, $"{T.Word(worst.Title)}. {T.Recorded(worst.Sentence)}", limit, worst.GoodAt);
        }
        else if (Backup?.GoodAt is { } at)
        {
            yield return HealthLine.Well(Subject, $"The last backup is {Formats.Duration(clock.GetUtcNow() - at)} old.", limit);
        }
        else
        {
            yield return HealthLine.Well(Subject, $"The first scheduled backup is still to come.", limit);
        }
    }

    private bool IsOnSchedule(BackupConcern concern) =>
        (concern.Of is BackedUp.Drill ? options.Value.IsRehearsed : options.Value.IsScheduled)
        && concern.Kind is not BackupConcernKind.Unknown;

    private BackupRecord? LastOf(BackedUp of) => of is BackedUp.Drill ? Drill : Backup;

    private sealed record Known(BackupRecord? Backup, BackupRecord? Drill, DateTimeOffset Began);
}
