using Governance.Data;
using Governance.Domain;
using Governance.Domain.Models.MlFlow;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.States;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.MlFlow.Actions;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Models.MlFlow;

/// <summary>MLflow servers, their imports as they go on, and what a client needs.</summary>
public sealed partial class MlFlowPage(
    ListImports imports,
    RequestImport request,
    CurrentActor actors,
    ToastService toasts,
    ChangeFeed feed,
    NavigationManager navigation,
    IOptions<MlFlowOptions> options
) : IDisposable
{
    private const int PageSize = 25;

    private readonly CancellationTokenSource _gone = new();
    private readonly OneAtATime _once = new();
    private IDisposable? _subscription;
    private PageOf<ImportView>? _page;
    private bool _failed;

    /// <summary>Page of the table, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageQuery { get; set; }

    private MlFlowOptions Settings => options.Value;

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    private string ClientSettings => $"export MLFLOW_REGISTRY_URI={navigation.BaseUri.TrimEnd('/')}\nexport MLFLOW_TRACKING_TOKEN=gvk_…";

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override void OnInitialized()
    {
        var reloads = new ReloadQueue(InvokeAsync, RefreshAsync);
        _subscription = feed.Subscribe(
            [],
            change =>
            {
                if (change.Action.StartsWith("mlflow.", StringComparison.Ordinal))
                {
                    reloads.Ask();
                }
            }
        );
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private static string HostOf(MlFlowServer server) =>
        Uri.TryCreate(server.Address, UriKind.Absolute, out var address) ? address.GetLeftPart(UriPartial.Path) : "";

    private static Tone ToneOf(ImportView import) =>
        import.State switch
        {
            MlFlowImportState.Done => Tone.Pass,
            MlFlowImportState.Failed => Tone.Fail,
            MlFlowImportState.Cancelled => Tone.Idle,
            _ => import.Problem is null ? Tone.Info : Tone.Warn,
        };

    private static string WordOf(ImportView import) =>
        import.State switch
        {
            MlFlowImportState.Queued => "Queued",
            MlFlowImportState.Running => import.NextTryAt is null ? "Running" : "Waiting",
            MlFlowImportState.Done => "Done",
            MlFlowImportState.Failed => "Failed",
            MlFlowImportState.Cancelled => "Cancelled",
        };

    private async Task LoadAsync()
    {
        try
        {
            _page = await imports.PageAsync((PageNumber - 1) * PageSize, PageSize, _gone.Token);
            _failed = false;
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

    private async Task RefreshAsync()
    {
        if (!_gone.IsCancellationRequested)
        {
            await LoadAsync();
            StateHasChanged();
        }
    }

    private Task ImportAsync(string server) =>
        OnceAsync(async actor =>
        {
            var asked = await request.RunAsync(actor, server, model: null, _gone.Token);
            Tell(asked, $"{(asked.IsDone ? asked.Value : default)} is queued.");
        });

    private Task CancelAsync(string id) =>
        OnceAsync(async actor =>
            Tell(
                await request.CancelAsync(actor, DisplayId.TryParse<MlFlowImportId>(id, out var import) ? import : default, _gone.Token),
                $"{id} is being cancelled."
            )
        );

    private void Tell(Result<MlFlowImportId> outcome, string done)
    {
        if (outcome.Refusal is { } refusal)
        {
            toasts.ShowError(refusal.Message);
        }
        else
        {
            toasts.Show(done);
        }
    }

    private Task OnceAsync(Func<Domain.Identity.Actor, Task> act) =>
        _once.RunAsync(async () =>
        {
            await act(await actors.GetAsync());
            await LoadAsync();
        });
}
