using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Kernel.Identity;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Administration.Admin;

/// <summary>An account just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Link">The link with which its owner sets a password; null when it was made with one.</param>
public sealed record CreatedUser(UserId Id, OneTimeLink? Link);

/// <summary>Makes an account. An administrator invites; only the host and the first run know a password.</summary>
public sealed class CreateUser(ActionRunner runner, Accounts accounts)
{
    /// <param name="Email">E-mail address, also the name to sign in with.</param>
    /// <param name="Name">Name as printed on signatures; derived from the address if left out.</param>
    /// <param name="Roles">Role ids.</param>
    /// <param name="Password">The first password; null makes a one-time link.</param>
    /// <param name="OnlyAsFirst">True for the first run: refused when there is any account.</param>
    public sealed record Command(
        string? Email,
        string? Name,
        IReadOnlyList<string>? Roles,
        string? Password = null,
        bool OnlyAsFirst = false
    )
    {
        /// <summary>The scopes of roles; none for the whole organisation.</summary>
        public IReadOnlyList<RoleScopeBody?>? Scopes { get; init; }
    }

    /// <summary>Runs the action; returns the account's id and its link.</summary>
    public async Task<Result<CreatedUser>> RunAsync(Actor actor, Command command, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(command);
        var attempt = new Attempt("user.created", "user", Permission.Administer) { WidensRights = true };
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        return Refuses(command) is { } refusal
            ? refusal
            : await runner.RunAsync(actor, attempt, (context, ct) => CreateAsync(context, command, ct), ct);
    }

    /// <summary>
    /// Invites several people in one action: all of them, or no one. Each has the entries in the log of an invitation of its own.
    /// </summary>
    public async Task<Result<CreatedUser[]>> RunAllAsync(Actor actor, IReadOnlyList<Command> commands, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(actor);
        ArgumentNullException.ThrowIfNull(commands);
        var attempt = new Attempt("user.created", "user", Permission.Administer) { WidensRights = true };
        if (actor.Kind is ActorKind.Key)
        {
            await runner.RefusedAsync(actor, attempt, AdminRefusals.NotForKeys, ct);
            return AdminRefusals.NotForKeys;
        }

        return commands.Select(Refuses).FirstOrDefault(r => r is not null) is { } refusal
            ? refusal
            : await runner.RunAsync<CreatedUser[]>(
                actor,
                attempt,
                async (context, ct) =>
                {
                    var made = new List<CreatedUser>();
                    foreach (var command in commands)
                    {
                        var one = await CreateAsync(context, command, ct);
                        if (!one.IsDone)
                        {
                            return one.Refusal;
                        }

                        made.Add(one.Value);
                    }

                    return made.ToArray();
                },
                ct
            );
    }

    /// <summary>The setup found accounts already.</summary>
    public static Refusal AlreadySetUp { get; } =
        new("setup.done", $"The portal is already set up. Sign in, or ask an administrator for an account.", RefusalKind.Conflict);

    private static Refusal? Refuses(Command command)
    {
        var errors = new Dictionary<string, Sentence[]>(StringComparer.Ordinal);
        if (!IsEmail(command.Email))
        {
            errors["email"] = [$"Enter an e-mail address, such as name@bank.example."];
        }

        if (command.Name is { Length: > 200 })
        {
            errors["name"] = [$"A name can have at most 200 characters."];
        }
        else if (command.Name is { } name && NameText.Misleads(name))
        {
            errors["name"] = [NameText.Refused];
        }

        if (
            command.Roles is { } roles
            && (
                roles.Distinct(StringComparer.Ordinal).Count() != roles.Count
                || roles.Any(r => !Roles.All.Contains(r, StringComparer.Ordinal))
            )
        )
        {
            errors["roles"] = AdminRefusals.UnknownRoles.FieldWords["roles"];
        }

        return errors.Count == 0 ? null : Refusal.Fields("user.invalid", $"The account cannot be created with these values.", errors);
    }

    /// <summary>Whether a text can be an e-mail address.</summary>
    internal static bool IsEmail(string? text) =>
        text?.Trim() is { Length: > 2 and <= 254 } email
        && email.IndexOf('@', StringComparison.Ordinal) is var at
        && at > 0
        && at == email.LastIndexOf('@')
        && at < email.Length - 1
        && !email.Any(char.IsWhiteSpace)
        && !NameText.Misleads(email);

    private async Task<Result<CreatedUser>> CreateAsync(ActionContext context, Command command, CancellationToken ct)
    {
        // The counter's row is locked from here on, so that two first runs cannot both find no account.
        var id = await context.Db.NextIdAsync<UserId>(ct);
        if (command.OnlyAsFirst && await context.Db.Users.AnyAsync(ct))
        {
            return AlreadySetUp;
        }

        var email = command.Email!.Trim();
        var normalised = accounts.Normalise(email);
        if (await context.Db.Users.AnyAsync(u => u.NormalizedEmail == normalised, ct))
        {
            return AdminRefusals.EmailTaken;
        }

        var user = new User
        {
            Id = id.Number,
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            LockoutEnabled = true,
            PrintedName = await PrintedNames.MakeDistinctAsync(
                context.Db,
                command.Name?.Trim() is { Length: > 0 } name ? name : NameOf(email),
                id,
                ct
            ),
            CreatedAt = context.Now,
        };
        if (command.Password is { } password)
        {
            if (await accounts.RefusesPasswordAsync(context.Db, user, password) is { } weak)
            {
                return weak;
            }

            accounts.SetPassword(user, password);
        }

        using var users = accounts.In(context.Db);
        var created = await users.CreateAsync(user);
        if (!created.Succeeded)
        {
            return Refusal.Field("user.invalid", "email", Sentence.Verbatim(string.Join(' ', created.Errors.Select(e => e.Description))));
        }

        context.Append(new AuditEvent("user.created", id.ToString(), new JsonObject { ["invited"] = command.Password is null }));
        await AccessGivers.GiveAsync(context.Db, id, GivenAccess.Account, context.Access, context.Now, ct);
        var scopes = await RoleScopes.ReadAsync(context.Db, id, command.Roles ?? [], command.Scopes ?? [], ct);
        if (scopes.Refusal is { } unreadable)
        {
            return unreadable;
        }

        context.Db.RoleScopes.AddRange(scopes.Value.Values);
        await ChangeRoles.GrantAsync(context, id, command.Roles ?? [], ct, scopes.Value);
        if (command.Password is not null)
        {
            return new CreatedUser(id, null);
        }

        await AccessGivers.GiveAsync(context.Db, id, GivenAccess.Link, context.Access, context.Now, ct);
        return new CreatedUser(id, await OneTimeLinks.IssueAsync(context.Db, id, context.Now, ct));
    }

    /// <summary>A name made of an e-mail address.</summary>
    internal static string NameOf(string email) =>
        string.Join(
            ' ',
            email[..email.IndexOf('@', StringComparison.Ordinal)]
                .Split(['.', '-', '_', '+'], StringSplitOptions.RemoveEmptyEntries)
                .Select(SentenceCase.Of)
        );
}
