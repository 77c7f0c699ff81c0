using Governance.Portal.Administration.Audit.Backups;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>Copies of the installation: made, verified, put back, rehearsed, and moved to another database.</summary>
internal sealed class BackupFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddOptions<BackupOptions>().BindConfiguration(BackupOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<BackupOptions>, BackupOptionsValidator>();
        services.AddSingleton<IValidateOptions<BackupOptions>, BackupPlacesValidator>();
        services.AddSingleton<BackUpDatabase>();
        services.AddSingleton<MakeBackup>();
        services.AddSingleton<RunDrill>();
        services.AddSingleton<BackupRecords>();
        services.AddSingleton<BackupStanding>().AddSingleton<BackupHealth>();
        services.AddSingleton<IShellAlarm>(p => p.GetRequiredService<BackupHealth>());
        services.AddSingleton<IHealthSource>(p => p.GetRequiredService<BackupHealth>());
        services.AddSingleton<IMeasureState, BackupState>();
        services.AddDoctorCheck<BackupDoctor>("backups");
        services.AddPagePart<PagePlaces.OverviewHead, BackupNotice>(p => new() { [nameof(BackupNotice.At)] = p.At }, order: -20);
        services.AddSingleton<BackupTurn>();
        services.AddSingleton<ScheduledBackups>();
        services.AddHostedService<BackupJob>();
        services.AddSingleton<IHostCommand, BackupCommand>();
        services.AddSingleton<IHostCommand, RestoreCommand>();
        services.AddSingleton<IHostCommand, CopyCommand>();
        services.AddSingleton<IHostCommand, MoveArtifactsCommand>();
        services.AddSingleton<IHostCommand, BackupCreateCommand>();
        services.AddSingleton<IHostCommand, BackupVerifyCommand>();
        services.AddSingleton<IHostCommand, BackupRestoreCommand>();
        services.AddSingleton<IHostCommand, BackupDrillCommand>();
        services.AddActionLabels(
            ("database.backed-up", "Database backed up"),
            ("database.restored", "Database restored"),
            ("database.copied", "Database copied"),
            ("backup.made", "Backup made"),
            ("backup.failed", "Backup failed"),
            ("backup.late", "Backup late"),
            ("backup.rehearsal-late", "Restore drill late"),
            ("backup.rehearsed", "Restore drill completed"),
            ("backup.rehearsal-failed", "Restore drill failed")
        );
    }
}
