using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Components.Toasts;

namespace Governance.Portal.Administration.Integrations;

/// <summary>Where the log's events go.</summary>
public sealed partial class IntegrationsPage(DestinationQueries queries, ToastService toasts) : IDisposable
{
    private const string Snippet =
        """curl -X POST https://your-portal/api/v1/integrations -H "Authorization: Bearer $GOVERNANCE_API_KEY" """
        + """-H "Content-Type: application/json" """
        + """-d '{"name":"SIEM","address":"syslogs://siem.example.com:6514","format":"cef"}'""";

    private readonly CancellationTokenSource _gone = new();
    private IReadOnlyList<DestinationView>? _rows;
    private bool _failed;
    private bool _creating;
    private SavedDestination? _made;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            (_rows, _failed) = (await queries.ListAsync(_gone.Token), false);
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        catch (System.Data.Common.DbException)
        {
            _failed = true;
        }
    }

    private async Task MadeAsync(SavedDestination made)
    {
        (_made, _creating) = (made, false);
        toasts.Show($"Created {made.Id}.");
        await LoadAsync();
    }
}

/// <summary>A destination that a dialog saved.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">Its secret when it is new and has one.</param>
public sealed record SavedDestination(DestinationId Id, string? Secret);
