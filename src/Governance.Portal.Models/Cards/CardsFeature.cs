using Governance.Domain.Cards;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Models.Cards;

/// <summary>Model cards and system cards.</summary>
public sealed class CardsFeature : IPortalFeature
{
    /// <summary>Adds what cards do and read.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<GetCard>().AddSingleton<WriteCard>().AddSingleton<ReviewCard>().AddSingleton<ExportCard>();
        services.AddSingleton<IQueueSource, QueuedCards>();
        foreach (var kind in Enum.GetValues<CardKind>())
        {
            services.AddSingleton<IReportBuilder>(provider => ActivatorUtilities.CreateInstance<CardReportBuilder>(provider, kind));
        }

        services.AddPagePart<PagePlaces.VersionCard, CardPanel>(p =>
            new() { [nameof(CardPanel.Subject)] = CardSubject.Of(p.Model, p.Version) }
        );
        services.AddPagePart<PagePlaces.SystemFoot, CardPanel>(p => new() { [nameof(CardPanel.Subject)] = CardSubject.Of(p.System) });
        services.AddActionLabels(
            ("card.written", "Card written"),
            ("card.imported", "Card imported as unverified claims"),
            ("card.submitted", "Card submitted for review"),
            ("card.reviewed", "Card review attempted"),
            ("card.approved", "Card approved"),
            ("card.returned", "Card returned")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => CardsApi.Map(api);
}
