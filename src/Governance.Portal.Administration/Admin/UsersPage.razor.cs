using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Admin.Import;
using Governance.Portal.Kernel.Api;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Components.Dialogs;
using Governance.Portal.Kernel.Components.Forms;
using Governance.Portal.Kernel.Components.Tables;
using Governance.Portal.Kernel.Components.Toasts;
using Governance.Portal.Kernel.Identity;
using Microsoft.AspNetCore.Components;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Administration.Admin;

/// <summary>Accounts: who has one, what they may do, whether they can sign in.</summary>
public sealed partial class UsersPage(
    UserQueries queries,
    CreateUser create,
    ChangeRoles roleChanges,
    ChangeUserState changes,
    SendLink links,
    ToastService toasts
)
{
    private const int PageSize = 25;

    private static readonly IReadOnlyList<FilterChoice> s_choices =
    [
        .. Roles.All.Select(r => new FilterChoice($"role:{r}", "Role", Roles.Title(r))),
        .. Enum.GetValues<UserState>().Select(s => new FilterChoice($"state:{WireName.Of(s)}", "State", s.ToString())),
    ];

    private readonly OneAtATime _once = new();
    private readonly HashSet<string> _roles = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoleScopeFields.Limits> _scopes = new(StringComparer.Ordinal);
    private RoleScopeChoices _choices = RoleScopeChoices.None;
    private PageOf<UserView>? _page;
    private bool _failed;
    private Dialog _dialog;
    private UserView? _chosen;
    private string? _email;
    private string? _name;
    private Refusal? _refusal;
    private IReadOnlyList<InvitedPerson> _links = [];
    private Reauthenticate? _who;

    private enum Dialog
    {
        None,
        Invite,
        Roles,
        Disable,
        Link,
        Access,
        Enable,
        Import,
    }

    /// <summary>Part of name or e-mail address.</summary>
    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    /// <summary>A role held.</summary>
    [SupplyParameterFromQuery(Name = "role")]
    public string? Role { get; set; }

    /// <summary>Whether accounts can be used.</summary>
    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    /// <summary>Page of the table, from 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? PageQuery { get; set; }

    private ChangeUserState Changes => changes;

    private IReadOnlyList<FilterChoice> Choices => s_choices;

    private int PageNumber => Math.Clamp(PageQuery ?? 1, 1, 100_000);

    private EventCallback ClearIfAny =>
        Query is null && Role is null && State is null
            ? default
            : EventCallback.Factory.Create(this, () => Go(("q", null), ("role", null), ("state", null)));

    private string Summary =>
        _page is null
            ? ""
            : T["{0} to {1} of {2}", ((PageNumber - 1) * PageSize) + 1, ((PageNumber - 1) * PageSize) + _page.Items.Count, _page.Total];

    /// <inheritdoc/>
    protected override IReadOnlyList<string> Subjects => [];

    /// <inheritdoc/>
    protected override bool HearsEverything => true;

    /// <inheritdoc/>
    protected override bool Hears(Change change) => RecordActs.NounOf(change.Action) is "user" or "role" or "link";

    /// <inheritdoc/>
    protected override void OnAfterRender(bool firstRender)
    {
        if (_page is not null && OpenedBy.Take(Navigation) is "invite")
        {
            _dialog = Dialog.Invite;
            StateHasChanged();
        }
    }

    /// <inheritdoc/>
    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        _choices = await queries.ScopeChoicesAsync(Gone);
    }

    private static string RoleWords(UserView user, string role) =>
        user.Scopes.FirstOrDefault(s => s.Role == role) is { } scope
            ? $"{T.Word(Roles.Title(role))} ({RoleScopes.Say(RoleScopes.Words(scope))})"
            : T.Word(Roles.Title(role));

    private static Tone ToneOf(UserState state) =>
        state switch
        {
            UserState.Active => Tone.Pass,
            UserState.Invited => Tone.Info,
            UserState.Locked => Tone.Warn,
            UserState.Disabled => Tone.Idle,
        };

    private static string Words(string state) => WireName.TryParse<UserState>(state, out var known) ? known.ToString() : state;

    private static string Address(string? query, string? role, string? state, int? page)
    {
        var parts = new List<string>();
        Add("q", string.IsNullOrWhiteSpace(query) ? null : query);
        Add("role", role);
        Add("state", state);
        Add("page", page is > 1 ? page.Value.ToString(CultureInfo.InvariantCulture) : null);
        return parts.Count == 0 ? "/admin/users" : $"/admin/users?{string.Join('&', parts)}";

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                parts.Add($"{name}={Uri.EscapeDataString(value)}");
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task LoadAsync()
    {
        try
        {
            UserState? state = WireName.TryParse<UserState>(State, out var known) ? known : null;
            _page = await queries.PageAsync(new UserFilter(Query, Role, state), (PageNumber - 1) * PageSize, PageSize, Gone);
            _failed = false;
        }
        catch (System.Data.Common.DbException)
        {
            _failed = true;
        }
    }

    private async Task ReloadChosenAsync()
    {
        await LoadAsync();
        _chosen = _chosen is null ? null : await queries.FindAsync(_chosen.Id, Gone);
    }

    private void Go(params IReadOnlyList<(string Name, string? Value)> filters) => Navigation.Choose([.. filters, ("page", null)]);

    private void Filter(string text) => Go(("q", string.IsNullOrWhiteSpace(text) ? null : text));

    private void AddFilter(FilterChoice choice)
    {
        var (field, value) = (choice.Key.Split(':')[0], choice.Key.Split(':')[1]);
        Go((field, value));
    }

    private void Open(Dialog dialog, UserView user) => (_dialog, _chosen, _refusal) = (dialog, user, null);

    private void OpenRoles(UserView user)
    {
        Open(Dialog.Roles, user);
        _roles.Clear();
        _roles.UnionWith(user.Roles);
        _scopes.Clear();
        foreach (var scope in user.Scopes)
        {
            _scopes[scope.Role!] = new()
            {
                Systems = [.. scope.Systems!.OfType<string>()],
                Units = [.. scope.BusinessUnits!.OfType<string>()],
            };
        }
    }

    private void Close()
    {
        (_dialog, _chosen, _refusal, _email, _name) = (Dialog.None, null, null, null, null);
        _roles.Clear();
        _scopes.Clear();
    }

    private IReadOnlyList<RoleScopeBody?> Limits() =>
        [
            .. _scopes
                .Where(s => _roles.Contains(s.Key))
                .Select(s => new RoleScopeBody(
                    s.Key,
                    [.. s.Value.Systems.Order(StringComparer.Ordinal)],
                    [.. s.Value.Units.Order(StringComparer.Ordinal)]
                )),
        ];

    private void Toggle(string role, bool on)
    {
        if (on)
        {
            _roles.Add(role);
        }
        else
        {
            _roles.Remove(role);
        }
    }

    private Sentence? ErrorOf(string field) => _refusal?.Of(field);

    private Task SubmitAsync() =>
        ProvenAsync(
            _dialog is Dialog.Roles && _chosen is { } whose ? ("role.granted", whose.Id.ToString()) : ("user.created", "user"),
            async actor =>
            {
                if (_dialog is Dialog.Roles && _chosen is { } user)
                {
                    var changed = await roleChanges.RunAsync(actor, user.Id, [.. _roles], Gone, Limits());
                    Finish(changed.Refusal, $"Roles saved.");
                    return;
                }

                var made = await create.RunAsync(actor, new CreateUser.Command(_email, _name, [.. _roles]) { Scopes = Limits() }, Gone);
                if (made.IsDone)
                {
                    Show(made.Value.Id, _name is { Length: > 0 } ? _name : _email!, made.Value.Link!, _roles);
                }

                Finish(made.Refusal, $"Account created.");
            }
        );

    private Task ProveAsync(UserView user) =>
        ProvenAsync(
            (_dialog is Dialog.Enable ? "user.enabled" : "user.link-sent", user.Id.ToString()),
            async actor =>
            {
                if (_dialog is Dialog.Enable)
                {
                    Finish((await changes.EnableAsync(actor, user.Id, Gone)).Refusal, $"Account saved.");
                    return;
                }

                var made = await links.RunAsync(actor, user.Id, Gone);
                if (made.IsDone)
                {
                    Show(user.Id, user.Name, made.Value, user.Roles);
                }

                Finish(made.Refusal, $"Link created.");
            }
        );

    // What widens rights takes a fresh proof, asked for in its dialog.
    private Task ProvenAsync((string Action, string Subject) what, Func<Actor, Task> act) =>
        _once.RunAsync(async () =>
        {
            if (_who is null || await _who.ProveAsync(what.Action, what.Subject, Gone) is not { } proven)
            {
                return;
            }

            if (!proven.IsDone)
            {
                _refusal = proven.Refusal;
                return;
            }

            await act(proven.Value);
            await LoadAsync();
        });

    private Task ChangeAsync(UserView user, Func<Actor, UserId, CancellationToken, Task<Result<UserId>>> change) =>
        OnceAsync(async actor =>
        {
            var changed = await change(actor, user.Id, Gone);
            Finish(changed.Refusal, $"Account saved.");
        });

    private Task OnceAsync(Func<Actor, Task> act) =>
        _once.RunAsync(async () =>
        {
            await act(await CurrentActor.GetAsync());
            await LoadAsync();
        });

    private void Finish(Refusal? refusal, Sentence done)
    {
        if (refusal is null)
        {
            Close();
            toasts.Show(done);
            return;
        }

        _refusal = refusal;
        if (_dialog is not (Dialog.Invite or Dialog.Roles or Dialog.Link or Dialog.Enable))
        {
            Close();
            toasts.ShowError(refusal.Words);
        }
    }

    private void Show(UserId id, string name, OneTimeLink link, IEnumerable<string> roles) =>
        _links = [
            new InvitedPerson(id, name, Navigation.ToAbsoluteUri(link.Path).ToString(), link, roles.Any(AccessConfirmation.IsNeeded)),
        ];

    private async Task ImportedAsync(IReadOnlyList<InvitedPerson> people)
    {
        _links = people;
        Finish(null, people.Count == 1 ? (Sentence)$"Account created." : $"Accounts created.");
        await LoadAsync();
    }
}
