using System.Text.Json.Nodes;
using Governance.Domain.Identity;
using Governance.Domain.Reports;
using Governance.Portal.Compliance.Reports.Committee;
using Governance.Portal.Compliance.Reports.Group;
using Governance.Portal.Compliance.Reports.Registers;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Sealing;
using Governance.Reporting;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Compliance.Reports;

/// <summary>Registers reports: what is asked for, made in the background, previewed and downloaded.</summary>
public sealed class ReportsFeature : IPortalFeature
{
    /// <summary>Adds the actions, the kinds, the renderer and the job.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundReports>();
        services.AddFindableAction("Create report", "/reports/new", "description", Permission.WriteReports);
        services.AddReporting(_ => { });
        services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateOnStart();
        services.AddSingleton<IReportBuilder, ApprovalRecordBuilder>();
        services.AddSingleton<IReportBuilder, DriftReportBuilder>();
        services.AddSingleton<IReportBuilder, RiskRegisterBuilder>();
        services.AddSingleton<IReportBuilder, AuditExtractBuilder>();
        services.AddSingleton<IReportBuilder, OscalBuilder>();
        services.AddSingleton<CommitteeReader>().AddSingleton<IReportBuilder, CommitteePackBuilder>();
        services.AddSingleton<IReportBuilder, GroupFiguresBuilder>();
        services.AddSingleton<ReportKinds>();
        services.AddSingleton<ReportDocuments>();
        services.AddSingleton<WorkProgress<ReportId>>();
        services.AddOptions<SealOptions>().BindConfiguration(SealOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SealOptions>, SealOptionsValidator>();
        services.AddSingleton<IValidateOptions<SealOptions>, SealSignerValidator>();
        services.AddSingleton<SealStore>();
        services.AddSingleton<RequestReport>();
        services.AddSingleton<ReportRights>().AddSingleton<GetReport>().AddSingleton<ListReports>().AddSingleton<CompareReports>();
        services.AddSingleton<MakeReport>().AddMeasured<MakeReport>();
        services.AddSingleton<IReadinessCheck, RendererReadiness>();
        services.AddSingleton<IHealthSource, RendererHealth>();
        services.AddDoctorCheck<ChromiumDoctor>("Chromium");
        services.AddHostedService<ReportJob>();
        services.AddActionLabels(
            ("report.requested", "Report requested"),
            ("report.started", "Report started"),
            ("report.made", "Report created"),
            ("report.failed", "Report failed"),
            ("report.interrupted", "Report interrupted")
        );
        services.AddActionDetail("report.requested", WithKind);
        services.AddActionDetail("report.made", WithKind);
        services.AddActionDetail("report.failed", WithKind);
        services.AddJobName("reports", "Report job");
    }

    /// <summary>Maps the API, and beside it the preview.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        ReportsApi.Map(api);
        ReportPreview.Map(root);
    }

    private static string? WithKind(string words, JsonObject data) =>
        LogLabels.Text(data, "kind") is { } kind ? $"{words}: {ReportKinds.Words(kind)}" : null;
}
