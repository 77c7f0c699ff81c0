using System.Text.Json.Nodes;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Layout;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.Postures;

/// <summary>Registers how what runs stands to the policies: judged again by a job, shown on a page of its own.</summary>
public sealed class PostureFeature : IPortalFeature
{
    /// <summary>Adds the job, the reads and the pages.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<JudgePosture>();
        services.AddSingleton<DecisionReads>(p => p.GetRequiredService<JudgePosture>().Reads);
        // Where a rule fails for what runs, the gate asks what is true of it now.
        services.AddSingleton<DecisionReads>(p =>
            new DecisionReads<object?>("deployment gate").With(p.GetRequiredService<JudgePosture>().Reads)
        );
        services.AddSingleton<IContinuedUse, ContinuedUse>();
        services.AddSingleton<FollowPostures>();
        services.AddSingleton<KeepPostures>();
        services.AddHostedService<PostureJob>();
        services.AddSingleton<ListPostures>();
        services.AddSingleton<IStorySource, PostureStory>().AddSingleton<ITimelineSource, PostureTimeline>();
        services.AddSingleton<PreviewPosture>();
        services.AddNavCounter(
            "/posture",
            async (provider, _, ct) =>
                (await provider.GetRequiredService<ListPostures>().CountAsync(ct)).Out is > 0 and var count
                    ? new NavCount(count, Formats.Plural(count, "deployment is out of policy", "deployments are out of policy"), Tone.Fail)
                    : null
        );
        services.AddPagePart<PagePlaces.ModelFigures, ModelPostureFigure>(
            p => new() { [nameof(ModelPostureFigure.Model)] = p.Model },
            order: 1
        );
        services.AddPagePart<PagePlaces.VersionHead, PostureBanner>(p =>
            new() { [nameof(PostureBanner.Model)] = p.Model, [nameof(PostureBanner.Version)] = p.Version }
        );
        services.AddPagePart<PagePlaces.PolicyChange, PosturePreviewCard>(p =>
            new() { [nameof(PosturePreviewCard.Proposal)] = p.Proposal }
        );
        services.AddPagePart<PagePlaces.PolicyDraft, PosturePreviewCard>(p => new() { [nameof(PosturePreviewCard.Draft)] = p.Policy });
        services.AddPagePart<PagePlaces.OverviewHead, PostureFigure>(_ => []);
        services.AddActionLabels(
            ("posture.changed", "Policy status of a deployment changed"),
            ("posture.followed", "Policy status of all deployments evaluated"),
            ("posture.ended", "Policy status of a deployment is no longer tracked")
        );
        services.AddActionDetail(
            "posture.changed",
            (words, data) =>
                data["state"] is JsonValue value && WireName.TryParse<PostureState>(value.ToString(), out var state)
                    ? $"{words}: {PostureBadge.TextOf(state).ToLowerInvariant()}"
                    : null
        );
        services.AddJobName("posture", "Policy status of deployments");
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => PostureApi.Map(api);
}
