using Governance.Domain.Approvals;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Testing;

namespace Governance.Domain.Tests.Approvals;

/// <summary>
/// Few people who hold every role and do everything in any order: register, store, add, write, withdraw, waive, lower, delegate, accept,
/// take back, sign, revoke. Whatever they do, an approval is that of three people of whom none made it, asked for it, or opened its gate.
/// </summary>
[Trait(Soak.Trait, Soak.Value)]
public sealed class SeparationPropertyTests
{
    private const int Steps = 80;

    [Fact]
    public void NoSequenceOfActs_EndsInAnApprovalByItsMakersRequestersOrOpeners_NorByFewerThanThreePeople()
    {
        var approvals = 0;
        for (var seed = 1; seed <= Soak.Size(3_000, 10_000); seed++)
        {
            var world = new World(seed);
            for (var step = 0; step < Steps && world.Promotion.IsLive; step++)
            {
                world.Act();
                if (world.Promotion.State is PromotionState.Approved)
                {
                    world.Check($"seed {seed}, step {step}");
                    approvals++;
                }
            }
        }

        // The rules shut no one out: with enough people who did nothing, approvals come about.
        Assert.True(approvals > 100, $"{approvals} approvals were checked.");
    }

    private sealed class World
    {
        private static readonly UserId[] s_people = [.. Enumerable.Range(1, 7).Select(n => new UserId(n))];
        private static readonly PartyPart[] s_makes =
        [
            .. Enum.GetValues<PartyPart>().Where(p => new PromotionParty(default, p, "", ByHand: true).IsMaker),
        ];

        private readonly Random _random;
        private readonly PromotionScene _scene;
        private readonly List<PromotionParty> _facts = [];
        private readonly List<Delegation> _delegations = [];
        private Waiver? _waiver;
        private RiskLowering? _lowering;
        private int _changes;
        private int _ids;

        public World(int seed)
        {
            _random = new Random(seed);
            // Made before it is asked for, as it mostly is.
            for (var made = _random.Next(3); made > 0; made--)
            {
                _facts.Add(Made());
            }

            _scene = new PromotionScene(requester: Anybody(), parties: [.. _facts]);
        }

        public Promotion Promotion => _scene.Promotion;

        public void Check(string where)
        {
            var live = Promotion.LiveSignOffs.ToList();
            var signers = live.SelectMany(s => s.DelegatedFrom is { } from ? new[] { s.Attestation.Person, from } : [s.Attestation.Person])
                .ToList();
            Assert.True(live.Count == 3, where);
            Assert.True(signers.Count == signers.Distinct().Count(), $"{where}: {string.Join(", ", signers)} are fewer people than slots");
            Assert.False(signers.Intersect(_facts.Select(f => f.Person)).Any(), $"{where}: a maker or opener signed");
            Assert.False(signers.Intersect(Promotion.Requesters).Any(), $"{where}: a requester signed");
            Assert.False(
                _facts.Exists(f => !f.IsMaker && Promotion.Requesters.Contains(f.Person)),
                $"{where}: a requester opened the gate"
            );
        }

        public void Act()
        {
            switch (_random.Next(40))
            {
                case 0:
                    Note(Made());
                    break;
                case 1 when _random.Next(3) == 0:
                    Note(new PromotionParty(Anybody(), PartyPart.WithdrewEvidence, "EVD-0001", ByHand: true));
                    break;
                case 2:
                    Waive();
                    break;
                case 3:
                    Lower();
                    break;
                case < 8:
                    Delegate();
                    break;
                case < 14 when _delegations.Count > 0:
                    Answer(_delegations[_random.Next(_delegations.Count)]);
                    break;
                case 14 when Promotion.SignOffs.Count > 0:
                    var signOff = Promotion.SignOffs[_random.Next(Promotion.SignOffs.Count)];
                    Promotion.Revoke(signOff.Id, signOff.Attestation.Person, "Not so", _scene.Now);
                    break;
                case 15:
                    _scene.Now = _scene.Now.AddHours(_random.Next(20));
                    break;
                default:
                    Sign();
                    break;
            }
        }

        private UserId Anybody() => s_people[_random.Next(s_people.Length)];

        private PromotionParty Made() => new(Anybody(), s_makes[_random.Next(s_makes.Length)], "EVD-0001", ByHand: _random.Next(2) == 0);

        private Signer As(UserId person, string? role) =>
            new(person, "Printed Name", role) { Separation = new Separation(_delegations, [], _scene.Now) };

        // Some facts are in the bundle and some are not; the parties follow the facts in either case.
        private void Note(params PromotionParty[] parties)
        {
            _facts.AddRange(parties);
            _changes += _random.Next(2);
            _scene.Evaluate($"facts {_changes}", parties: [.. _facts]);
        }

        private void Waive()
        {
            _waiver ??= Waiver
                .Request(
                    new WaiverId(1),
                    new WaivedRule("policy", "PERF-01", Waivable: true, Critical: true),
                    new WaivedVersion("fraud-scorer", "1.4.0", _scene.Version.ManifestSha256),
                    As(Anybody(), Roles.Engineer),
                    "Labels come",
                    _scene.Now.AddDays(80),
                    _scene.Now
                )
                .Value;
            var granter = As(Anybody(), _random.Next(2) == 0 ? Roles.RiskOfficer : Roles.SecurityReviewer);
            var granted = _waiver.Grant(
                granter,
                Promotion.IsLive ? [Promotion] : [],
                _facts,
                new SigningProof("password", _scene.Now),
                _scene.Now
            );
            if (granted.IsDone)
            {
                Assert.DoesNotContain(_facts, f => f.IsMaker && f.Person == granter.Id);
                Assert.DoesNotContain(granter.Id, Promotion.Requesters);
            }

            if (granted.IsDone && _waiver.State is WaiverState.InForce)
            {
                Note([
                    .. _waiver.Grants.Select(g => new PromotionParty(
                        g.Attestation.Person,
                        PartyPart.GrantedWaiver,
                        "WVR-0001",
                        ByHand: true
                    )),
                ]);
                _waiver = null;
            }
        }

        private void Lower()
        {
            if (_lowering is not { State: RiskLoweringState.Pending })
            {
                var asking = Anybody();
                _scene.Model.Change(
                    new ModelFacts("fraud-scorer") { RiskClass = RiskClass.High },
                    PromotionScene.Owner,
                    [PromotionScene.Deputy]
                );
                _lowering = RiskLowering.Ask(
                    _scene.Model,
                    RiskClass.High,
                    RiskClass.Minimal,
                    new Access
                    {
                        Actor = Actor.OfUser(asking, Roles.ModelOwner, null),
                        Person = asking,
                        People = [asking],
                        PrintedName = "Printed Name",
                    },
                    _scene.Now
                );
                return;
            }

            var (asked, second) = (UserIdOf(_lowering.AskedBy), As(Anybody(), Roles.RiskOfficer));
            if (_lowering.Confirm(_scene.Model, second, [asked], _scene.Now) is null)
            {
                Assert.NotEqual(asked, second.Id);
                Note(
                    new PromotionParty(asked, PartyPart.LoweredRiskClass, "fraud-scorer", ByHand: true),
                    new PromotionParty(second.Id, PartyPart.LoweredRiskClass, "fraud-scorer", ByHand: true)
                );
            }
        }

        private void Delegate()
        {
            var slot = (SignOffRole)_random.Next(3);
            var granted = Delegation.Grant(
                new DelegationId(++_ids),
                slot,
                As(Anybody(), PromotionRefusals.RoleFor(slot)),
                As(Anybody(), null),
                new DelegationTerms(_scene.Now, _scene.Now.AddDays(1 + _random.Next(20)), [], "On leave"),
                _scene.Now
            );
            if (granted.IsDone)
            {
                _delegations.Add(granted.Value);
            }
        }

        private void Answer(Delegation delegation)
        {
            switch (_random.Next(4))
            {
                case < 2:
                    delegation.Accept(_random.Next(5) == 0 ? Anybody() : delegation.To, _scene.Now);
                    break;
                case 2:
                    delegation.Decline(delegation.To, _scene.Now);
                    break;
                default:
                    delegation.Revoke(delegation.From, _scene.Now);
                    break;
            }
        }

        private void Sign()
        {
            var role = (SignOffRole)_random.Next(3);
            var usable = _delegations.Where(d => d.Slot == role && d.InForce(_scene.Now)).ToList();
            var chosen = usable.Count > 0 && _random.Next(2) == 0 ? usable[_random.Next(usable.Count)] : null;
            var signer = chosen is null
                ? As(_random.Next(2) == 0 ? PromotionScene.PersonOf(role) : Anybody(), PromotionRefusals.RoleFor(role))
                : As(chosen.To, Roles.Engineer) with
                {
                    For = chosen,
                };
            _scene.Sign(role, signer);
        }

        private static UserId UserIdOf(string actor) =>
            DisplayId.TryParse<UserId>(actor["user:".Length..], out var id) ? id : throw new InvalidOperationException(actor);
    }
}
