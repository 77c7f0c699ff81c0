using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>The law's data, classifications and obligations.</summary>
public sealed class ComplianceFeature : IPortalFeature
{
    /// <summary>Adds what compliance does and reads. The law's data is read now: what is wrong with it stops the start.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundObligations>();
        services.AddSingleton(LawLibrary.Shipped);
        services
            .AddSingleton<ObligationBoard>()
            .AddSingleton<ReadCompliance>()
            .AddSingleton<CompareTexts>()
            .AddSingleton<ObligationService>();
        services
            .AddSingleton<StartAssessment>()
            .AddSingleton<AnswerQuestions>()
            .AddSingleton<SubmitAssessment>()
            .AddSingleton<SignAssessment>()
            .AddSingleton<WithdrawAssessment>();
        services.AddSingleton<ClassChange>();
        services
            .AddSingleton<AssignDuty>()
            .AddSingleton<LinkEvidence>()
            .AddSingleton<WaiveKind>()
            .AddSingleton<MeetDuty>()
            .AddSingleton<ExcludeDuty>()
            .AddSingleton<ReopenDuty>();
        services.AddSingleton<IClockSource, LawClocks>().AddSingleton<IClockSource, DutyClocks>();
        services.AddSingleton<ISetupStep, SystemStep>();
        services.AddSingleton<IQueueSource, QueuedClassifications>().AddSingleton<IQueueSource, QueuedObligations>();
        services.AddSingleton<IReadObligations>(p => p.GetRequiredService<ObligationBoard>());
        services.AddActionLabels(
            ("assessment.started", "Assessment started"),
            ("assessment.answered", "Assessment answered"),
            ("assessment.submitted", "Classification submitted"),
            ("assessment.signed", "Classification signed"),
            ("assessment.returned", "Classification returned"),
            ("assessment.withdrawn", "Assessment withdrawn"),
            ("assessment.reopened", "Classification to be reviewed"),
            ("obligation.assigned", "Obligation assigned"),
            ("obligation.evidence-linked", "Evidence linked to an obligation"),
            ("obligation.kind-waived", "Evidence type waived"),
            ("obligation.met", "Obligation marked as met"),
            ("obligation.excluded", "Obligation marked as not applicable"),
            ("obligation.reopened", "Obligation open again")
        );
        services.AddJobName("classification", "Classification");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        AssessmentsApi.Map(api);
        ObligationsApi.Map(api);
    }
}
