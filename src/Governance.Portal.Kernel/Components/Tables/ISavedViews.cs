using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Tables;

/// <summary>Keeps views of lists. A feature registers it; without one, lists offer none.</summary>
public interface ISavedViews
{
    /// <summary>Views of a page that the person has or is offered; null for a page that keeps none.</summary>
    /// <param name="page">Path of the page.</param>
    /// <param name="ct">Cancels.</param>
    Task<IReadOnlyList<SavedViewItem>?> ListAsync(string page, CancellationToken ct);

    /// <summary>Saves a view.</summary>
    /// <param name="id">The view saved again, or null for a new one.</param>
    /// <param name="page">Path of the page.</param>
    /// <param name="body">What is saved.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<SavedViewItem>> SaveAsync(long? id, string page, SavedViewBody body, CancellationToken ct);

    /// <summary>Removes one of the person's own.</summary>
    Task<Result<Done>> RemoveAsync(long id, CancellationToken ct);
}

/// <summary>What is saved.</summary>
/// <param name="Name">Name of the view.</param>
/// <param name="Query">Filters and sort order, as in the page's address.</param>
/// <param name="Shared">Whether other people can use the view.</param>
/// <param name="IsDefault">Whether the page opens with this view.</param>
public sealed record SavedViewBody(string? Name, string? Query, bool Shared, bool IsDefault);

/// <summary>A view as it is offered.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Page">Its page.</param>
/// <param name="Name">Its name.</param>
/// <param name="Query">Filters and order, without a question mark.</param>
/// <param name="Shared">True when others are offered it too.</param>
/// <param name="IsDefault">True when the person's page opens with it.</param>
/// <param name="Mine">True when the person may change it.</param>
/// <param name="OwnerName">Printed name of whose it is.</param>
public sealed record SavedViewItem(
    long Id,
    string Page,
    string Name,
    string Query,
    bool Shared,
    bool IsDefault,
    bool Mine,
    string OwnerName
);
