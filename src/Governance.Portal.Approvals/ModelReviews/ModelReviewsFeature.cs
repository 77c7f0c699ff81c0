using System.Text.Json.Nodes;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Approvals.ModelReviews;

/// <summary>Registers reviews of versions in use.</summary>
public sealed class ModelReviewsFeature : IPortalFeature
{
    /// <summary>Adds the action, the reads, the card on the page of a model's posture and the words of the log.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<RecordReview>();
        services.AddSingleton<ListModelReviews>();
        services.AddSingleton<IClockSource, ReviewClocks>();
        services.AddSingleton<IQueueSource, QueuedReviewOutcomes>();
        services.AddPagePart<PagePlaces.ModelPosture, ReviewsCard>(p =>
            new()
            {
                [nameof(ReviewsCard.Model)] = p.Model,
                [nameof(ReviewsCard.Running)] = p.Running,
                [nameof(ReviewsCard.MayReview)] = p.MayReview,
            }
        );
        services.AddActionLabels(("model.reviewed", "Model in use reviewed"));
        services.AddActionDetail(
            "model.reviewed",
            (words, data) =>
                data["outcome"] is JsonValue value && WireName.TryParse<ReviewOutcome>(value.ToString(), out var outcome)
                    ? $"{words}: {ReviewLabels.Of(outcome).ToLowerInvariant()}"
                    : null
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => ModelReviewsApi.Map(api);
}
