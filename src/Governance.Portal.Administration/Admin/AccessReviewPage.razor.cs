using System.Globalization;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin;

/// <summary>The access review that is open, or the one asked for.</summary>
public sealed partial class AccessReviewPage(ReviewAccess reviews, CurrentActor actors, ToastService toasts, TimeProvider clock)
    : IDisposable
{
    private const int PageSize = 50;

    private readonly CancellationTokenSource _gone = new();
    private readonly OneAtATime _once = new();
    private IReadOnlyList<AccessReviewRow>? _list;
    private AccessReviewView? _view;
    private string? _me;
    private Sentence? _refusal;
    private Sentence? _wrong;
    private bool _asking;
    private DateOnly _due;
    private AccessLineView? _line;
    private AccessVerdict _verdict;
    private string? _reason;

    /// <summary>The zone of the reader: a day is theirs, as every time that the page shows.</summary>
    [CascadingParameter(Name = "TimeZone")]
    public TimeZoneInfo? Zone { get; set; }

    /// <summary>The review to show; the newest when left out.</summary>
    [SupplyParameterFromQuery(Name = "id")]
    public string? Id { get; set; }

    /// <summary>Page of the table, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageQuery { get; set; }

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    private IEnumerable<AccessLineView> Shown => _view!.Lines.Skip((PageNumber - 1) * PageSize).Take(PageSize);

    private string ResultDigest => _view?.Review.ResultSha256 ?? "";

    private string Summary =>
        T["{0} to {1} of {2}", ((PageNumber - 1) * PageSize) + 1, Math.Min(PageNumber * PageSize, _view!.Lines.Count), _view.Lines.Count];

    private string DialogTitle =>
        _asking
            ? "Begin access review"
            : $"{T[_verdict is AccessVerdict.Revoked ? "Revoke access" : "Attest"]}: {T.Word(Words(_line!.What))}, {_line.Name}";

    private string DialogText =>
        _asking
            ? "Takes a snapshot of current access."
            : string.Join(' ', new[] { Given(_line), T.Recorded(Consequence) }.OfType<string>());

    private string Consequence =>
        _verdict is AccessVerdict.Revoked
            ? "The access is removed at once. The decision and its reason are recorded."
            : "The access stays as it is. The decision and its reason are recorded.";

    /// <inheritdoc/>
    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        _me = (await actors.GetAsync()).User?.ToString();
        _due = clock.Today(Zone).AddDays(30);
        await LoadAsync();
    }

    private static string Words(string what) =>
        what == "account" ? "Account without a role"
        : Roles.All.Contains(what, StringComparer.Ordinal) ? Roles.Title(what)
        : what;

    // Anyone who attests a role should read for what.
    private static string? Given(AccessLineView? line) => line?.Scope is { } scope ? T["Scope: {0}.", RoleScopes.Say(scope)] : null;

    private static string Giver(string by) =>
        by switch
        {
            "host" => "Host or first setup",
            _ => by.Split(':')[^1],
        };

    private string Address(int page) => $"/admin/access-review?id={_view!.Review.Id}&page={page.ToString(CultureInfo.InvariantCulture)}";

    private async Task LoadAsync()
    {
        try
        {
            _list = await reviews.ListAsync(_gone.Token);
            var wanted =
                DisplayId.TryParse<AccessReviewId>(Id, out var asked) ? asked
                : _list.Count > 0 ? _list[0].Id
                : (AccessReviewId?)null;
            _view = wanted is { } id ? await reviews.FindAsync(id, _gone.Token) : null;
        }
        catch (OperationCanceledException) when (_gone.IsCancellationRequested)
        {
            // The page was left.
        }
    }

    private void Ask(AccessLineView line, AccessVerdict verdict) => (_line, _verdict, _reason, _wrong) = (line, verdict, null, null);

    private void Dismiss() => (_asking, _line, _wrong) = (false, null, null);

    private Task SubmitAsync() =>
        OnceAsync(async actor =>
        {
            var outcome = _asking
                ? await reviews.OpenAsync(actor, clock.Of(_due, Zone, TimeOnly.MaxValue), _gone.Token)
                : await reviews.DecideAsync(actor, _view!.Review.Id, _line!.Number, _verdict, _reason, _gone.Token);
            if (outcome.Refusal is { } refusal)
            {
                _wrong = refusal.First;
                return;
            }

            toasts.Show(_asking ? (Sentence)$"Access review started." : $"Decision recorded.");
            Dismiss();
        });

    private Task CloseAsync() =>
        OnceAsync(async actor =>
        {
            var outcome = await reviews.CloseAsync(actor, _view!.Review.Id, _gone.Token);
            _refusal = outcome.Refusal?.Words;
            if (outcome.IsDone)
            {
                toasts.Show($"Access review closed.");
            }
        });

    private Task OnceAsync(Func<Actor, Task> act) =>
        _once.RunAsync(async () =>
        {
            await act(await actors.GetAsync());
            await LoadAsync();
        });
}
