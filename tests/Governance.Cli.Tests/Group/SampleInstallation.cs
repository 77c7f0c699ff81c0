using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Governance.Cli.Group;
using Governance.Domain.Kpis;
using Governance.Transparency;

namespace Governance.Cli.Tests.Group;

/// <summary>An installation with a log of two entries, the second of which names its figures; and the ways it can lie.</summary>
internal sealed class SampleInstallation(string origin, string name) : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public NoteKey Key => NoteKey.Of(origin, _key);

    public string Origin => origin;

    /// <summary>Its counts; those that are not here are not in its export.</summary>
    public Dictionary<string, long?> Counts { get; } = GroupFigure.All.ToDictionary(f => f.Key, _ => (long?)1, StringComparer.Ordinal);

    public string Action { get; set; } = "report.made";

    public string Schema { get; set; } = GroupFigure.Schema;

    /// <summary>When its log says the figures were made.</summary>
    public DateTimeOffset MadeAt { get; set; } = new(2026, 3, 1, 9, 0, 0, TimeSpan.Zero);

    /// <summary>When the witness cosigned; a minute later where it is not said.</summary>
    public DateTimeOffset? WitnessedAt { get; set; }

    public byte[] Figures() =>
        Encoding.UTF8.GetBytes(
            new JsonObject
            {
                ["schema"] = Schema,
                ["kind"] = GroupFigure.ReportKind,
                ["installation"] = name,
                ["madeAt"] = Time(MadeAt),
                ["figures"] = new JsonObject(Counts.Select(c => KeyValuePair.Create(c.Key, (JsonNode?)c.Value))),
            }.ToJsonString()
        );

    public byte[] Export(SampleWitness witness, byte[]? figures = null)
    {
        figures ??= Figures();
        var leaf = CanonicalJson.Serialize(
            new JsonObject
            {
                ["schema"] = "governance.event/v1",
                ["time"] = Time(MadeAt),
                ["actor"] = "system:reports",
                ["actorName"] = null,
                ["role"] = null,
                ["action"] = Action,
                ["outcome"] = "done",
                ["subject"] = "REP-0042",
                ["data"] = new JsonObject
                {
                    ["kind"] = GroupFigure.ReportKind,
                    ["format"] = "json",
                    ["sha256"] = Sha256Hex.Of(figures),
                },
                ["request"] = null,
            }
        );
        var before = MerkleHash.Leaf(Encoding.UTF8.GetBytes("""{"action":"session.opened"}"""));
        var checkpoint = new Checkpoint(origin, 2, MerkleHash.Node(before, MerkleHash.Leaf(leaf)));
        var note = witness.Cosign(SignedNote.Sign(checkpoint.ToString(), origin, _key), WitnessedAt ?? MadeAt.AddMinutes(1));
        var receipt = new TlogProof(1, [before], note).ToString();
        return Encoding.UTF8.GetBytes(new GroupExportFile(figures, leaf, Encoding.UTF8.GetBytes(receipt)).ToJson());
    }

    public void Dispose() => _key.Dispose();

    private static string Time(DateTimeOffset time) => CanonicalJson.Time(time);
}

/// <summary>A witness that cosigns whatever it is given.</summary>
internal sealed class SampleWitness(string name)
{
    private readonly byte[] _seed = RandomNumberGenerator.GetBytes(32);

    public NoteKey Key => NoteKey.Of(name, NoteKeyKind.Cosignature, Ed25519.PublicKey(_seed));

    public SignedNote Cosign(SignedNote note, DateTimeOffset time) =>
        note.With(new NoteSignature(name, Key.Id.ToArray(), Cosignature.Sign(_seed, time, note.TextBytes)));
}
