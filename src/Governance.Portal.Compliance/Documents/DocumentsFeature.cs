using Governance.Portal.Compliance.Documents.Records;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Compliance.Documents;

/// <summary>The documents the law asks for: what fills them, what people write, how they are made.</summary>
public sealed class DocumentsFeature : IPortalFeature
{
    /// <summary>Adds what documents do and read. Their plans are read now: what is wrong with them stops the start.</summary>
    public void Add(IServiceCollection services)
    {
        var library = DocumentLibrary.Shipped;
        services.AddSingleton(library);
        services.AddSingleton<IFindRecords, FindSystemRecords>();
        services.AddSingleton<IFindRecords, FindEvidenceRecords>();
        services.AddSingleton<FindApprovalRecords>();
        services.AddSingleton<IFindRecords>(provider => provider.GetRequiredService<FindApprovalRecords>());
        services.AddSingleton<IFindRecords, FindRiskRecords>();
        services.AddSingleton<IFindRecords, FindOperationRecords>();
        services.AddSingleton<IFindRecords, FindPostureRecords>();
        services.AddSingleton<IFindRecords, FindReviewRecords>();
        services.AddSingleton<IFindRecords, FindIncidentRecords>();
        services
            .AddSingleton<FillDocuments>()
            .AddSingleton<WriteSection>()
            .AddSingleton<ReadSections>()
            .AddSingleton<IncidentReports>()
            .AddSingleton<Consistency>();
        services.AddSingleton<IInstallationCheck, SectionsCheck>();
        foreach (var plan in library.OfSystems)
        {
            services.AddSingleton<IReportBuilder>(provider => ActivatorUtilities.CreateInstance<DocumentBuilder>(provider, plan));
        }

        services.AddSingleton<IReportBuilder, SeriousIncidentBuilder>();
        services.AddActionLabels(("document.section-written", "Point of a document written"));
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        DocumentsApi.Map(api);
        IncidentReportApi.Map(api);
    }
}
