using Governance.Domain;
using Governance.Domain.Organisations;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;

namespace Governance.Portal.Administration.Organisations;

/// <summary>Who the organisation is, as a form.</summary>
public sealed partial class OrganisationPage(GetOrganisation get, ChangeOrganisation change, ToastService toasts)
{
    private static readonly IReadOnlyList<string> s_zones =
    [
        "Etc/UTC",
        .. TimeZoneInfo
            .GetSystemTimeZones()
            .Select(z => z.Id)
            .Where(id => id.Contains('/', StringComparison.Ordinal) && !id.StartsWith("Etc/", StringComparison.Ordinal)),
    ];

    private readonly OneAtATime _once = new();
    private OrganisationView? _view;
    private Refusal? _refusal;
    private Reauthenticate? _who;
    private string _name = "";
    private string _address = "";
    private string _email = "";
    private string _zone = "";

    // What someone is writing is not exchanged under their hands: another's change is refused as stale when they save.
    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        var view = await get.RunAsync(Gone);
        (_view, _name, _address, _email, _zone) = (view, view.Name ?? "", view.Address, view.Email, view.TimeZone);
    }

    private Sentence? ErrorOf(string field) => _refusal?.Of(field);

    private Task SaveAsync() =>
        _once.RunAsync(async () =>
        {
            if (_who is null || await _who.ProveAsync(ChangeOrganisation.Action, Organisation.Subject, Gone) is not { } proven)
            {
                return;
            }

            _refusal = proven.Refusal;
            if (!proven.IsDone)
            {
                return;
            }

            var details = new OrganisationDetails(_name, _address, _email, _zone);
            var outcome = await change.RunAsync(proven.Value, details, ETags.Of(_view!.Revision), CancellationToken.None);
            _refusal = outcome.Refusal;
            if (outcome.IsDone)
            {
                await LoadAsync();
                toasts.Show($"Organisation saved.");
            }
        });
}
