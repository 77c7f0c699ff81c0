using Governance.Domain;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Views;

/// <summary>Saved views of the person who looks at a page.</summary>
internal sealed class ViewsOfPages(SavedViews views, CurrentActor who) : ISavedViews
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<SavedViewItem>?> ListAsync(string page, CancellationToken ct)
    {
        var found = await views.ListAsync(await who.GetAsync(), page, ct);
        return found.IsDone ? found.Value : null;
    }

    /// <inheritdoc/>
    public async Task<Result<SavedViewItem>> SaveAsync(long? id, string page, SavedViewBody body, CancellationToken ct) =>
        await views.SaveAsync(await who.GetAsync(), id, page, body, ct);

    /// <inheritdoc/>
    public async Task<Result<Done>> RemoveAsync(long id, CancellationToken ct) => await views.RemoveAsync(await who.GetAsync(), id, ct);
}
