using Governance.Data.Audit;
using Governance.Portal.Administration.Audit.Commands;
using Governance.Portal.Kernel.AuditLog;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Administration.Audit;

/// <summary>The audit log: its key, its signer, its verification, and what of it is read over HTTP.</summary>
internal sealed class AuditFeature : IPortalFeature
{
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundLogEntries>();
        services.AddOptions<AuditOptions>().BindConfiguration(AuditOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOptionsValidator>();
        services.AddSingleton<IValidateOptions<AuditOptions>, AuditOriginValidator>();
        services.AddSingleton<IValidateOptions<AuditOptions>, LogSignerValidator>();
        services.AddSingleton<ListAuditEntries>();
        services.AddSingleton<GetAuditEntry>();
        services.AddSingleton<GetCustody>().AddSingleton<IReadCustody>(p => p.GetRequiredService<GetCustody>());
        services.AddSingleton<VerifyNow>();
        services.AddSingleton<IShellAlarm, LogAlarm>();
        services.AddSingleton<LogKey>();
        services.AddSingleton<LastCheckpoint>();
        services.AddSingleton<ILogMemory, LogMemory>();
        services.AddSingleton<ReadingSessions>().AddSingleton<IBesideLog>(p => p.GetRequiredService<ReadingSessions>());
        services.AddSingleton<JoinReadingSessions>();
        services.AddSingleton<ReadLogState>();
        services.AddSingleton<LogHealth>();
        services.AddSingleton<CheckpointSigner>();
        services.AddSingleton<LogCheckDays>();
        services.AddSingleton<LogSelfCheck>();
        services.AddSingleton<LogReceipts>();
        services.AddSingleton<ILogReceipts>(p => p.GetRequiredService<LogReceipts>());
        services.AddSingleton<ProveEntries>();
        services.AddSingleton<IVitalCheck, KeyFolderFault>();
        services.AddSingleton<LogTail>().AddSingleton<IVitalCheck>(p => p.GetRequiredService<LogTail>());
        services.AddSingleton<IVitalCheck, RecordsFault>();
        services.AddSingleton<IVitalCheck, SigningKeyFault>();
        services.AddSingleton<IVitalCheck, LogLockProbe>();
        services.AddSingleton<IInstallationCheck, LogCheck>();
        services.AddSingleton<IInstallationCheck, RecordsCheck>();
        services.AddSingleton<IInstallationCheck, SignaturesCheck>();
        services.AddSingleton<IInstallationCheck, RecordSealsCheck>();
        services.AddSingleton<RecordSelfCheck>();
        services.AddSingleton<RotateKey>();
        services.AddSingleton<ContinueLog>();
        services.AddSingleton<IHostCommand, RotateKeyCommand>();
        services.AddHostedService<CheckpointJob>();
        services.AddHostedService<LogSelfCheckJob>();
        services.AddHostedService<RecordSelfCheckJob>();
        services.AddHostedService<ReadingSessionsJob>();
        services.AddPagePart<PagePlaces.AdminHead, AnchorNotice>();
        services.AddActionLabels(
            ("log-key.rotated", "Key of the log changed"),
            ("log.continued", "Log continued under a new name"),
            ("checkpoint.anchored", "Checkpoint kept outside this host"),
            ("records.anchored", "Stored records entered in the log"),
            ("records.stated", "Stored records documented in the log"),
            ("records.altered", "Stored records found altered"),
            (JoinReadingSessions.Began, "Signed in to read while the log was damaged"),
            (JoinReadingSessions.Noted, "Recorded while the log was damaged")
        );
        services.AddJobName("records", "Record check");
        services.AddJobName("anchors", "Outside anchors");
        services.AddJobName(JoinReadingSessions.Unknown, "Sign-ins beside the log");
    }

    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        AuditApi.Map(api);
        ProofsApi.Map(api);
    }
}
