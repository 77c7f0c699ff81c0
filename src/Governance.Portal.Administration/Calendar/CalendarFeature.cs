using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Labels;

namespace Governance.Portal.Administration.Calendar;

/// <summary>Everything due, as a page and as an address for calendar programs.</summary>
public sealed class CalendarFeature : IPortalFeature
{
    /// <summary>Adds the reads, the actions and the entry of the menu.</summary>
    public void Add(IServiceCollection services)
    {
        services.AddSingleton<ReadCalendar>().AddSingleton<MakeCalendarAddress>().AddSingleton<RevokeCalendarAddress>();
        services.AddSingleton<CalendarFeeds>();
        services.AddPagePart<PagePlaces.AccountFoot, CalendarCard>(_ => []);
        services.AddActionLabels(
            ("calendar.address-made", "Calendar address created"),
            ("calendar.address-revoked", "Calendar address revoked")
        );
    }

    /// <summary>Maps the endpoints.</summary>
    public void Map(RouteGroupBuilder api, IEndpointRouteBuilder root) => CalendarEndpoints.Map(root);
}
