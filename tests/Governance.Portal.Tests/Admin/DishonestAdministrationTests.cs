using Governance.Data.Identity;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Tests.Approvals;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Admin;

/// <summary>
/// Sequences of acts by dishonest people over the real actions and a database; those over the rules alone are many more
/// (DishonestPeopleTests).
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class DishonestAdministrationTests
{
    private const int Acts = 16;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, Roles.Administrator)]
    [InlineData(2, Roles.Administrator, Roles.RiskOfficer)]
    [WholeData(3, Roles.Administrator, Roles.LegalReviewer)]
    public async Task AnySequence_LeavesAnApprovalToTheOthers(int seed, params string[] dishonest)
    {
        await using var scene = await ApprovalsScene.CreateAsync();
        var band = new Band(scene, seed);
        await band.GatherAsync(dishonest);
        for (var sequence = 1; sequence <= Soak.Size(4, 300); sequence++)
        {
            await scene.RegisterVersionAsync($"2.{sequence}.0");
            // Days go by between sequences, and no session lives that long.
            var engineer = await scene.Portal.ProvenAsync(scene.Engineer.User!.Value, Roles.Engineer);
            var promotion = await scene.RequestAsync($"2.{sequence}.0", by: engineer);
            var owner = await scene.Portal.ProvenAsync(scene.Owner.User!.Value, Roles.ModelOwner);
            Assert.True((await scene.SignAsync(promotion, owner, "owner")).IsDone);
            for (var act = 0; act < Acts; act++)
            {
                await band.ActAsync(promotion);
            }

            var signed = (await scene.ReadAsync(promotion)).SignOffs.Count(s =>
                s.Status is SignOffStatus.Signed
                && DisplayId.TryParse<UserId>(s.SignedBy["user:".Length..], out var by)
                && band.IsTheirs(by)
            );
            Assert.True(signed <= dishonest.Length, $"seed {seed}, sequence {sequence}: {signed} signatures of theirs; {band.Story}");
        }

        // One alone gets no account of a signer at all; two do, and it serves them as two.
        Assert.Equal(dishonest.Contains(Roles.RiskOfficer, StringComparer.Ordinal), band.Made > 0);
    }

    private sealed class Band(ApprovalsScene scene, int seed)
    {
        private readonly Random _random = new(seed);
        private readonly List<UserId> _theirs = [];
        private readonly List<UserId> _everybody =
        [
            scene.Engineer.User!.Value,
            scene.Owner.User!.Value,
            scene.Security.User!.Value,
            scene.Legal.User!.Value,
        ];
        private readonly List<(UserId User, string Token)> _links = [];
        private readonly List<string> _story = [];
        private int _names;

        public string Story => string.Join("; ", _story);

        /// <summary>Signing roles that counted for accounts they made.</summary>
        public int Made { get; private set; }

        public bool IsTheirs(UserId user) => _theirs.Contains(user);

        public async Task GatherAsync(IReadOnlyList<string> dishonest)
        {
            foreach (var role in new[] { Roles.Administrator, Roles.RiskOfficer, Roles.ComplianceOfficer, Roles.Auditor, Roles.Sponsor })
            {
                _everybody.Add(await scene.Portal.CreateUserAsync($"{role.ToLowerInvariant()}@test.example", role));
                if (dishonest.Contains(role, StringComparer.Ordinal))
                {
                    _theirs.Add(_everybody[^1]);
                }
            }

            if (dishonest.Contains(Roles.LegalReviewer, StringComparer.Ordinal))
            {
                _theirs.Add(scene.Legal.User!.Value);
            }
        }

        public async Task ActAsync(PromotionId promotion)
        {
            scene.Clock.Advance(TimeSpan.FromMinutes(1 + _random.Next(60)));
            var someone = Pick(_everybody);
            switch (_random.Next(9))
            {
                case 0 or 1 when await AsAsync(Roles.Administrator) is { } admin:
                    var role = Pick([Roles.SecurityReviewer, Roles.LegalReviewer, Roles.RiskOfficer, Roles.Administrator]);
                    var made = await scene
                        .Get<CreateUser>()
                        .RunAsync(admin, new CreateUser.Command($"made{++_names}.{seed}@test.example", null, [role]), Ct);
                    Assert.True(made.IsDone, made.Refusal?.Message);
                    _everybody.Add(made.Value.Id);
                    Keep(made.Value.Id, made.Value.Link!);
                    _story.Add($"{admin} makes {made.Value.Id} as {role}");
                    break;
                case 2 when await AsAsync(Roles.Administrator) is { } admin:
                    var roles =
                        _random.Next(3) == 0 ? [] : new[] { Pick([Roles.SecurityReviewer, Roles.LegalReviewer, Roles.RiskOfficer]) };
                    // Honest people keep what they have: whom no one can sign for proves nothing.
                    if (!_everybody.Take(9).Contains(someone))
                    {
                        await scene.Get<ChangeRoles>().RunAsync(admin, someone, roles, Ct);
                        _story.Add($"{admin} gives {someone} {string.Join(' ', roles)}");
                    }

                    break;
                case 3 when await AsAsync(Roles.Administrator) is { } admin:
                    // The requester and the owner go on working in the sessions they have.
                    if (
                        someone != scene.Engineer.User!.Value
                        && someone != scene.Owner.User!.Value
                        && await scene.Get<SendLink>().RunAsync(admin, someone, Ct) is { IsDone: true } sent
                    )
                    {
                        Keep(someone, sent.Value);
                    }

                    break;
                case 4 or 5 when await AsAsync(_random.Next(2) == 0 ? Roles.Administrator : Roles.RiskOfficer) is { } second:
                    await scene.Get<ConfirmAccess>().RunAsync(second, someone, null, Ct);
                    break;
                case 6 when _links.Count > 0:
                    var (user, token) = Pick(_links);
                    if (
                        (await scene.Get<SetPassword>().RunAsync(token, "another good passphrase", "127.0.0.1", Ct)).IsDone
                        && !_theirs.Contains(user)
                    )
                    {
                        _theirs.Add(user);
                        _story.Add($"{user} is theirs");
                    }

                    break;
                case 7 or 8:
                    await SignAsync(promotion, "security", Roles.SecurityReviewer);
                    await SignAsync(promotion, "legal", Roles.LegalReviewer);
                    break;
            }
        }

        private async Task SignAsync(PromotionId promotion, string slot, string role)
        {
            if (await AsAsync(role) is { } signer)
            {
                Made += _everybody.Take(9).Contains(signer.User!.Value) ? 0 : 1;
                var signed = await scene.SignAsync(promotion, signer, slot);
                _story.Add($"{signer} signs {slot}: {signed.Refusal?.Code ?? "done"}");
            }
        }

        // One of theirs who holds a role that counts, with the password at hand.
        private async Task<Actor?> AsAsync(string role)
        {
            await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
            var holders = (await AccessReader.InForce(db).Where(h => h.Role == role).Select(h => h.User).ToListAsync(Ct))
                .ConvertAll(u => new UserId(u))
                .FindAll(_theirs.Contains);
            return holders.Count == 0 ? null : await scene.Portal.ProvenAsync(Pick(holders), role);
        }

        private void Keep(UserId user, OneTimeLink link) =>
            _links.Add((user, link.Path[(link.Path.IndexOf("token=", StringComparison.Ordinal) + 6)..]));

        private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];
    }
}
