using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Pages;
using Governance.Portal.Kernel.Reference;

namespace Governance.Portal.Compliance.Compliance;

/// <summary>The law's data, classifications and obligations.</summary>
public sealed class ComplianceFeature : IPortalFeature
{
    /// <summary>Adds what compliance does and reads. The law's data is read now: what is wrong with it stops the start.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton(LawLibrary.Shipped);
        services.AddSingleton<ObligationBoard>().AddSingleton<ReadCompliance>().AddSingleton<CompareTexts>().AddSingleton<DutyDesk>();
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
        services.AddNavItem(
            new NavItem(
                "Compliance",
                ComplianceAddresses.Systems,
                "gavel",
                NavGroup.Prove,
                -1,
                Permission.ReadCompliance.Name,
                Also: "/compliance"
            )
        );
        services.AddSingleton<IClockSource, LawClocks>();
        services.AddSingleton<IReadObligations>(p => p.GetRequiredService<ObligationBoard>());
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        AssessmentsApi.Map(api);
        ObligationsApi.Map(api);
    }
}
