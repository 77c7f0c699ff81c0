using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Tests.Approvals;
using Governance.Testing;

namespace Governance.Domain.Tests.Identity;

/// <summary>
/// Nine people, one a role, of whom one or two are dishonest and do whatever their rights let them, with every account they get hold of.
/// However they go about it, no more signatures of an approval or an override come from them than they are people.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class DishonestPeopleTests
{
    private const int Acts = 60;

    private static readonly string[] s_roles =
    [
        Roles.Engineer,
        Roles.ModelOwner,
        Roles.Sponsor,
        Roles.SecurityReviewer,
        Roles.LegalReviewer,
        Roles.RiskOfficer,
        Roles.ComplianceOfficer,
        Roles.Auditor,
        Roles.Administrator,
    ];

    [Fact]
    public void AnySequenceOfAdministrativeActs_ByOneOrTwoOfNine_LeavesAnApprovalToTheOthers()
    {
        var (approvals, overrides, made, few) = (0, 0, 0, 0);
        for (var seed = 1; seed <= Soak.Size(3_000, 200_000); seed++)
        {
            var world = new World(seed);
            for (var act = 0; act < Acts; act++)
            {
                world.Act();
                Assert.True(world.Holds, $"seed {seed}, act {act}: {world.Story}");
            }

            approvals += world.IsApproved ? 1 : 0;
            overrides += world.IsOverridden ? 1 : 0;
            made += world.SignedByMade ? 1 : 0;
            few += world.TooFew;
        }

        // The sequences get somewhere: else they would prove nothing.
        Assert.True(approvals > 100, $"{approvals} approvals");
        Assert.True(overrides > 0, $"{overrides} overrides");
        Assert.True(made > 0, $"{made} sequences with signatures of made accounts");
        Soak.Report(
            "Dishonest administration",
            $"{approvals} approvals and {overrides} overrides in sequences of {Acts} acts, {few} signatures refused for want of hands, "
                + "none with more signatures of theirs than they were people"
        );
    }

    // What the portal stores of access, in memory: the rules asked are the domain's own.
    private sealed class World
    {
        private readonly Random _random;
        private readonly PromotionScene _scene = new();
        private readonly List<GivenAccess> _given = [];
        private readonly List<Delegation> _delegations = [];
        private readonly List<UserId> _people = [];
        private readonly HashSet<UserId> _dishonest = [];
        private readonly HashSet<UserId> _theirs = [];
        private readonly HashSet<UserId> _disabled = [];
        private readonly HashSet<SignOffId> _signedByThem = [];
        private readonly HashSet<UserId> _confirmedByThem = [];
        private readonly HashSet<SignOffRole> _willing = [];
        private readonly List<string> _story = [];
        private EmergencyOverride? _override;

        public World(int seed)
        {
            _random = new Random(seed);
            Now = _scene.Now;
            for (var i = 0; i < s_roles.Length; i++)
            {
                var person = new UserId(i + 1);
                _people.Add(person);
                _given.Add(new(person, GivenAccess.Account, null, Now, null, null, Now, OnHost: true));
                _given.Add(new(person, s_roles[i], null, Now, null, null, Now, OnHost: true));
            }

            // Those who administer are the ones worth asking about; the others come too.
            _dishonest.Add(_random.Next(2) == 0 ? new UserId(9) : new UserId(1 + _random.Next(9)));
            if (_random.Next(4) > 0)
            {
                _dishonest.Add(_random.Next(2) == 0 ? new UserId(6) : new UserId(1 + _random.Next(9)));
            }

            _theirs.UnionWith(_dishonest);
            _willing.UnionWith(Enum.GetValues<SignOffRole>().Where(_ => _random.Next(2) == 0));
        }

        public DateTimeOffset Now { get; private set; }

        public string Story => string.Join("; ", _story);

        public bool IsApproved => _scene.Promotion.State is PromotionState.Approved;

        public bool IsOverridden { get; private set; }

        public bool SignedByMade => _scene.Promotion.SignOffs.Any(s => s.Attestation.Person.Number > s_roles.Length);

        public int TooFew { get; private set; }

        // Every signature of theirs may be another of them; the rest are people of their own. And so for an override. What someone signed
        // before they got hold of the account is that person's own word.
        public bool Holds =>
            (!IsApproved || _scene.Promotion.LiveSignOffs.Count(s => _signedByThem.Contains(s.Id)) <= _dishonest.Count)
            && (
                _override is not { State: OverrideState.InForce }
                || _override.Confirmations.Count(c => _confirmedByThem.Contains(c.Attestation.Person)) <= _dishonest.Count
            );

        public void Act()
        {
            Now = Now.AddMinutes(1 + _random.Next(90));
            _scene.Now = Now;
            _override?.Follow(_scene.Promotion, Now);
            List<UserId> able = [.. _theirs.Where(t => !_disabled.Contains(t)).OrderBy(t => t.Number)];
            if (able.Count == 0)
            {
                Honest();
                return;
            }

            var actor = Pick(able);
            switch (_random.Next(16))
            {
                case 0 or 1:
                    Make(actor);
                    break;
                case 2 or 3:
                    GiveRole(actor, Pick(_people));
                    break;
                case 4:
                    TakeRole(actor, Pick(_people));
                    break;
                case 5:
                    SendLink(actor, Pick(_people));
                    break;
                case 6:
                    UseLink();
                    break;
                case 7 or 8:
                    Confirm(actor);
                    break;
                case 9:
                    Delegate(actor);
                    break;
                case 10 or 11:
                    Sign(actor);
                    break;
                case 12:
                    Override(actor);
                    break;
                default:
                    Honest();
                    break;
            }
        }

        private T Pick<T>(IReadOnlyList<T> list) => list[_random.Next(list.Count)];

        private bool Has(UserId user, string role) =>
            !_disabled.Contains(user) && _given.Exists(g => g.User == user && g.What == role && g.IsInForce);

        private bool IsWeighty(UserId user) => _given.Exists(g => g.User == user && g.Until is null && AccessConfirmation.IsNeeded(g.What));

        private void Give(UserId user, string what, UserId by)
        {
            End(user, what);
            var waits = what == GivenAccess.Link || AccessConfirmation.IsNeeded(what);
            _given.Add(new(user, what, by, Now, null, null, waits ? null : Now, OnHost: false));
        }

        private void End(UserId user, string what)
        {
            for (var i = 0; i < _given.Count; i++)
            {
                if (_given[i].User == user && _given[i].What == what && _given[i].Until is null)
                {
                    _given[i] = _given[i] with { Until = Now };
                }
            }
        }

        private void Make(UserId actor)
        {
            if (!Has(actor, Roles.Administrator))
            {
                return;
            }

            var made = new UserId(_people.Count + 1);
            _people.Add(made);
            Give(made, GivenAccess.Account, actor);
            var role = _random.Next(5) == 0 ? Pick(s_roles) : Pick(AccessConfirmation.NeededFor);
            Give(made, role, actor);
            Give(made, GivenAccess.Link, actor);
            _story.Add($"{actor} makes {made} as {role}");
        }

        private void GiveRole(UserId actor, UserId user)
        {
            var role = Pick(s_roles);
            if (
                Has(actor, Roles.Administrator)
                && actor != user
                && !_given.Exists(g => g.User == user && g.What == role && g.Until is null)
            )
            {
                Give(user, role, actor);
                _story.Add($"{actor} gives {user} {role}");
            }
        }

        private void TakeRole(UserId actor, UserId user)
        {
            if (Has(actor, Roles.Administrator) && actor != user)
            {
                var role = Pick(s_roles);
                End(user, role);
                _story.Add($"{actor} takes {role} from {user}");
            }
        }

        private void SendLink(UserId actor, UserId user)
        {
            if (Has(actor, Roles.Administrator) && actor != user)
            {
                Give(user, GivenAccess.Link, actor);
                _story.Add($"{actor} sends {user} a link");
            }
        }

        // The dishonest use what they sent themselves.
        private void UseLink()
        {
            var links = _given
                .Where(g =>
                    g is { What: GivenAccess.Link, Until: null, By: { } by }
                    && _theirs.Contains(by)
                    && (g.ConfirmedAt is not null || !IsWeighty(g.User))
                )
                .ToList();
            if (links.Count == 0)
            {
                return;
            }

            var link = Pick(links);
            End(link.User, GivenAccess.Link);
            End(link.User, GivenAccess.Account);
            _given.Add(new(link.User, GivenAccess.Account, link.By, Now, null, link.ConfirmedBy, Now, link.OnHost));
            _theirs.Add(link.User);
            _story.Add($"{link.User} is theirs");
        }

        private void Confirm(UserId actor)
        {
            var waiting = _given.FindAll(g => g is { Until: null, ConfirmedAt: null });
            if (waiting.Count > 0 && (Has(actor, Roles.Administrator) || Has(actor, Roles.RiskOfficer)))
            {
                var user = Pick(waiting).User;
                foreach (var grant in waiting.Where(w => w.User == user))
                {
                    Confirm(actor, grant);
                }
            }
        }

        private void Confirm(UserId actor, GivenAccess grant)
        {
            var apart = new Separation([], AccessHistory.Lines(_given, grant.At), Now);
            if (AccessConfirmation.Refuses(actor, grant.User, grant.By, apart) is null)
            {
                _given[_given.IndexOf(grant)] = grant with { ConfirmedBy = actor, ConfirmedAt = Now };
                _story.Add($"{actor} confirms {grant.What} of {grant.User}");
            }
        }

        private void Delegate(UserId actor)
        {
            var slot = Pick(Enum.GetValues<SignOffRole>());
            if (Has(actor, PromotionRefusals.RoleFor(slot)))
            {
                var to = Pick(_people);
                var granted = DelegationTests.Grant(slot, actor, to, PromotionRefusals.RoleFor(slot), Now, Now.AddDays(7));
                if (granted.IsDone && granted.Value.Accept(to, Now) is null)
                {
                    _delegations.Add(granted.Value);
                    _story.Add($"{actor} delegates {slot} to {to}");
                }
            }
        }

        private Signer Signer(UserId person, string? role) =>
            new(person, "N", role)
            {
                Separation = new Separation(_delegations, AccessHistory.Lines(_given, _scene.Promotion.RequestedAt), Now)
                {
                    Hands = AccessHistory.Hands(_given),
                },
            };

        private void Sign(UserId actor)
        {
            foreach (var slot in Enum.GetValues<SignOffRole>())
            {
                Sign(actor, slot);
            }
        }

        private void Sign(UserId actor, SignOffRole slot)
        {
            var role = PromotionRefusals.RoleFor(slot);
            var signer =
                Has(actor, role) ? Signer(actor, role)
                : _delegations.Find(d => d.To == actor && d.Slot == slot && Has(d.From, role)) is { } held
                    ? Signer(actor, null) with
                    {
                        For = held,
                    }
                : null;
            if (signer is null)
            {
                return;
            }

            var signed = _scene.Sign(slot, signer);
            TooFew += signed.Refusal == PromotionRefusals.TooFewHands ? 1 : 0;
            if (signed.IsDone)
            {
                if (_theirs.Contains(actor))
                {
                    _signedByThem.Add(signed.Value.Id);
                }

                _story.Add($"{actor} signs {slot}");
            }
        }

        private void Override(UserId actor)
        {
            var role =
                Has(actor, Roles.RiskOfficer) ? Roles.RiskOfficer
                : Has(actor, Roles.SecurityReviewer) ? Roles.SecurityReviewer
                : null;
            if (role is null)
            {
                return;
            }

            var word = new OverrideWord(
                Signer(actor, role),
                "Fraud ring",
                _scene.Promotion.BundleDigest,
                new SigningProof("password", Now)
            );
            if (_override is not { IsLive: true })
            {
                if (
                    EmergencyOverride.Request(new OverrideId(1), _scene.Promotion, _scene.Model, new string('a', 64), word, 8, 72, Now) is
                    { IsDone: true } asked
                )
                {
                    _override = asked.Value;
                    _confirmedByThem.Clear();
                    Confirmed(actor);
                }

                return;
            }

            if (_override.Confirm(_scene.Promotion, _scene.Model, word, Now).IsDone)
            {
                IsOverridden = true;
                Confirmed(actor);
                _story.Add($"{actor} confirms the override");
            }
        }

        private void Confirmed(UserId actor)
        {
            if (_theirs.Contains(actor))
            {
                _confirmedByThem.Add(actor);
            }
        }

        // The honest sign in their roles, confirm what a real person was given, take back what they do not know, and stop an account now
        // and then.
        private void Honest()
        {
            var honest = Pick([.. Enumerable.Range(1, s_roles.Length).Select(n => new UserId(n)).Where(p => !_theirs.Contains(p))]);
            switch (_random.Next(5))
            {
                case 0
                    when _given.Find(g =>
                        g is { Until: null, ConfirmedAt: null }
                        && g.User.Number <= s_roles.Length
                        && g.What != GivenAccess.Link
                        && (!_theirs.Contains(g.User) || _dishonest.Contains(g.User))
                    )
                        is { } real
                        && (Has(honest, Roles.Administrator) || Has(honest, Roles.RiskOfficer)):
                    Confirm(honest, real);
                    break;
                case 1 when Has(honest, Roles.Administrator):
                    _disabled.Add(Pick(_people));
                    break;
                case 2:
                    Override(honest);
                    break;
                default:
                    var slot = Pick(Enum.GetValues<SignOffRole>());
                    var person = PromotionScene.PersonOf(slot);
                    if (_willing.Contains(slot) && !_theirs.Contains(person))
                    {
                        Sign(person, slot);
                    }

                    break;
            }
        }
    }
}
