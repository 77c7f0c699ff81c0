using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Integrations;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Integrations;

/// <summary>One destination: how it is doing, its last deliveries, and what can be done.</summary>
public sealed partial class IntegrationPage(
    DestinationQueries queries,
    ChangeDestinationState steer,
    TestDestination test,
    ReplayDeliveries replay,
    IDbContextFactory<GovernanceDbContext> dbFactory,
    CurrentActor actors,
    ToastService toasts,
    NavigationManager navigation,
    TimeProvider clock
) : IDisposable
{
    private const int Shown = 20;

    private readonly CancellationTokenSource _gone = new();
    private DestinationView? _view;
    private IReadOnlyList<DeliveryView> _deliveries = [];
    private bool _missing;
    private bool _busy;
    private bool _testing;
    private string? _secret;
    private Reauthenticate? _who;
    private Ask _asked;
    private Refusal? _refusal;
    private long? _from;
    private long? _to;

    private enum Ask
    {
        Nothing,
        Change,
        Remove,
        Replay,
        Renew,
    }

    /// <summary>Such as DST-0001.</summary>
    [Parameter]
    public string Id { get; set; } = "";

    private TimeProvider Clock => clock;

    private string? Busy => _busy ? "true" : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            if (
                !DisplayId.TryParse<DestinationId>(Id, out var id)
                || (await queries.FindAsync(id, _gone.Token)) is not { IsDone: true } found
            )
            {
                (_view, _missing) = (null, true);
                return;
            }

            (_view, _missing, _deliveries) = (found.Value, false, await queries.LastAsync(id, Shown, _gone.Token));
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private Task PauseAsync() => ActAsync(actor => steer.PauseAsync(actor, _view!.Id, _gone.Token), $"Paused.");

    private Task ResumeAsync() => ActAsync(actor => steer.ResumeAsync(actor, _view!.Id, _gone.Token), $"Resumed.");

    private Task RetireAsync() =>
        ActAsync(actor => steer.RetireAsync(actor, _view!.Id, _gone.Token), $"The old secret is no longer used for signing.");

    private async Task RenewAsync()
    {
        if (
            _busy
            || _who is null
            || await _who.ProveAsync(ChangeDestinationState.Renewed, _view!.Id.ToString(), _gone.Token) is not { } proven
        )
        {
            return;
        }

        _refusal = proven.Refusal;
        if (!proven.IsDone)
        {
            return;
        }

        await ActAsync(
            async _ =>
            {
                var renewed = await steer.RenewAsync(proven.Value, _view!.Id, _gone.Token);
                (_secret, _refusal) = (renewed.IsDone ? renewed.Value : null, renewed.Refusal);
                _asked = renewed.IsDone ? Ask.Nothing : _asked;
                return renewed;
            },
            $"New secret created. For 24 hours, deliveries are signed with both the old and the new one."
        );
    }

    private async Task RemoveAsync()
    {
        var removed = false;
        await ActAsync(
            async actor =>
            {
                var outcome = await steer.RemoveAsync(actor, _view!.Id, _gone.Token);
                removed = outcome.IsDone;
                return outcome;
            },
            $"Removed."
        );
        if (removed)
        {
            navigation.NavigateTo("/admin/integrations");
        }
    }

    private async Task TestAsync()
    {
        _testing = true;
        await ActAsync(
            async actor =>
            {
                var sent = await test.RunAsync(actor, _view!.Id, _gone.Token);
                if (sent is { IsDone: true, Value.Problem: { } problem })
                {
                    toasts.ShowError($"Not accepted: {Sentence.Ours(problem)}");
                }
                else if (sent.IsDone)
                {
                    toasts.Show($"The test event was accepted.");
                }

                return sent;
            },
            null
        );
        _testing = false;
    }

    private Task ReplayAsync(DeliveryView row) =>
        ActAsync(actor => replay.OneAsync(actor, _view!.Id, row.Number, dbFactory, _gone.Token), $"Queued again.");

    private Task ReplayRangeAsync() =>
        ActAsync(
            async actor =>
            {
                var queued = await replay.RunAsync(actor, _view!.Id, _from, _to, _gone.Token);
                _refusal = queued.Refusal;
                _asked = queued.IsDone ? Ask.Nothing : _asked;
                if (queued.IsDone)
                {
                    toasts.Show($"Events queued again: {queued.Value}.");
                }

                return queued;
            },
            null
        );

    private Task SavedAsync(SavedDestination saved)
    {
        _asked = Ask.Nothing;
        toasts.Show($"Changed {saved.Id}.");
        return LoadAsync();
    }

    private async Task ActAsync<T>(Func<Actor, Task<Result<T>>> act, Sentence? done)
    {
        if (_busy)
        {
            return;
        }

        _busy = true;
        try
        {
            var outcome = await act(await actors.GetAsync());
            if (outcome.Refusal is { } refusal)
            {
                toasts.ShowError(refusal.Words);
            }
            else if (done is not null)
            {
                toasts.Show(done);
            }

            if (_asked is Ask.Remove)
            {
                _asked = Ask.Nothing;
            }

            await LoadAsync();
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
        finally
        {
            _busy = false;
        }
    }
}
