using System.Security.Claims;
using Governance.Data.Audit.Records;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Configuration;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Facts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Kernel.Sealing;

namespace Governance.Portal.Approvals.Approvals;

/// <summary>Registers promotions, sign-offs and gates.</summary>
public sealed class ApprovalsFeature : IPortalFeature
{
    /// <summary>Adds the actions, reads and the expiry job.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<IPaletteSource, FoundPromotions>();
        services.AddFindablePage(
            new FindablePage(
                "Waiting for me",
                "/approvals?view=mine",
                "approval",
                Permission.ReadApprovals,
                "my approvals, inbox, to sign",
                "Approvals"
            )
        );
        services.AddFindablePage(
            new FindablePage("All open", "/approvals?view=all", "approval", Permission.ReadApprovals, "", "Approvals")
        );
        services.AddFindablePage(
            new FindablePage(
                "Closed",
                "/approvals?view=closed",
                "history",
                Permission.ReadApprovals,
                "approved, rejected, decided requests",
                "Approvals"
            )
        );
        services.AddOptions<ApprovalsOptions>().BindConfiguration("Approvals").ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<StoredArtifacts>();
        services.AddDecision(PromotionEvaluator.Reads);
        services.AddSingleton<PromotionEvaluator>().AddSingleton<IFactsChanged>(s => s.GetRequiredService<PromotionEvaluator>());
        services.AddSingleton<RefreshPromotion>();
        services.AddSingleton<RequestPromotion>().AddSingleton<IOpenPromotion>(s => s.GetRequiredService<RequestPromotion>());
        services.AddSingleton<StatementSeal>();
        services.AddSingleton<PromotionAnchors>();
        services.AddSingleton<SignOffStatements>();
        services.AddSingleton<SignOffDrafts>();
        services.AddSingleton<PrepareSignOff>();
        services.AddSingleton<SignPromotion>();
        services.AddSingleton<SignBatch>();
        services.AddSingleton<RevokeSignOff>();
        services.AddSingleton<WithdrawPromotion>();
        services.AddSingleton<ExpirePromotions>();
        services.AddSingleton<GetPromotion>();
        services.AddSingleton<GetReview>();
        services.AddSingleton<GetBatch>();
        services.AddSingleton<ListPromotions>();
        services.AddSingleton<IClockSource, PromotionClocks>();
        services.AddNavCounter("/approvals", CountAsync);
        services.AddHostedService<PromotionExpiryJob>();
        services
            .AddSingleton<IQueueSource, QueuedApprovals>()
            .AddSingleton<IStorySource, ApprovalStory>()
            .AddSingleton<ITimelineSource, ApprovalTimeline>()
            .AddSingleton<ITimelineSource, DeploymentTimeline>();
        services.AddSingleton<IPaletteSource, OfferedSignatures>();
        services.AddSingleton<IPaletteSource, OfferedRequests>();
        services.AddPagePart<PagePlaces.PromotionRequest, RequestPromotionDialog>(p =>
            new()
            {
                [nameof(RequestPromotionDialog.Model)] = p.Model,
                [nameof(RequestPromotionDialog.Version)] = p.Version,
                [nameof(RequestPromotionDialog.OnClose)] = p.OnClose,
            }
        );
        services.AddPagePart<PagePlaces.ModelFigures, ModelRequestFigure>(
            p => new() { [nameof(ModelRequestFigure.Model)] = p.Model },
            order: 2
        );
        services.AddPagePart<PagePlaces.ModelRecords, ModelRequests>(p => new() { [nameof(ModelRequests.Model)] = p.Model }, order: 1);
        services.AddPagePart<PagePlaces.VersionHead, VersionRequest>(
            p => new() { [nameof(VersionRequest.Model)] = p.Model, [nameof(VersionRequest.Version)] = p.Version },
            order: -1
        );
        services.AddSingleton<IReadGateFacts>(p => p.GetRequiredService<PromotionEvaluator>());
        services.AddSingleton<IPromotionAnchors>(p => p.GetRequiredService<PromotionAnchors>());
        services.AddSingleton<IRefreshPromotion>(p => p.GetRequiredService<RefreshPromotion>());
        services.AddActionLabels(
            ("version.retired", "Version retired"),
            ("gate.loosened", "Gate requirements changed"),
            ("promotion.requested", "Promotion requested"),
            ("promotion.signed", "Sign-off recorded"),
            ("promotion.batch-confirmed", "Decisions confirmed together"),
            ("promotion.revoked", "Signature revoked"),
            ("promotion.withdrawn", "Promotion withdrawn"),
            ("promotion.approved", "Promotion approved"),
            ("promotion.rejected", "Promotion rejected"),
            ("promotion.expired", "Promotion expired"),
            ("promotion.voided", "Signatures voided"),
            ("promotion.rebound", "Evidence bundle updated"),
            ("promotion.deployed", "Promotion deployed"),
            ("gate.evaluated", "Gates evaluated")
        );
        services.AddActionDetail("promotion.signed", PromotionEntryLabels.Signed);
        services.AddActionDetail("promotion.batch-confirmed", PromotionEntryLabels.Confirmed);
        services.AddActionDetail("promotion.revoked", PromotionEntryLabels.Revoked);
        services.AddActionDetail(
            "gate.evaluated",
            (_, data) =>
                LogLabels.Text(data, "gateOutcome") switch
                {
                    "pass" => "Gates evaluated: passed",
                    "warn" => "Gates evaluated: passed with warnings",
                    "fail" => "Gates evaluated: failed",
                    "error" => "Gates could not be evaluated",
                    _ => null,
                }
        );
        services.AddJobName("approvals", "Approval process");
        services.AddJobName("promotion-expiry", "Promotion expiry");
    }

    /// <summary>Maps promotions and gates.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root)
    {
        ApprovalsApi.Map(api);
        GatesApi.Map(api);
    }

    private static async ValueTask<NavCount?> CountAsync(IServiceProvider services, ClaimsPrincipal user, CancellationToken ct)
    {
        var waiting = await services.GetRequiredService<ListPromotions>().CountMineAsync(user.ToActor(), ct);
        return waiting == 0 ? null : new NavCount(waiting, $"{waiting} waiting for you", Tone.Info);
    }
}
