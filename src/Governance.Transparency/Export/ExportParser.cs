using System.Text.Json;

namespace Governance.Transparency.Export;

/// <summary>
/// Takes an export apart as its bytes arrive, in whatever order its members stand. Refuses what the format does not have: other members,
/// members twice, other values, anything behind the end.
/// </summary>
internal sealed class ExportParser(
    ExportParts parts,
    Func<HashRun, bool, long, LeafBatch> begin,
    Action<LeafBatch> full,
    IReadOnlyList<long> watched
)
{
    private static readonly JsonReaderOptions s_options = new() { MaxDepth = 8 };

    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private JsonReaderState _state = new(s_options);
    private Place _place = Place.Start;
    private string _member = "";
    private HashRun? _run;
    private LeafBatch? _batch;
    private long _next;
    private ProofReader? _proof;
    private int _proofHashes;

    private enum Place
    {
        Start,
        Member,
        Value,
        Entries,
        Texts,
        Proofs,
        Proof,
        End,
    }

    /// <summary>Reads as many tokens as are there.</summary>
    /// <returns>Bytes that are done with.</returns>
    public int Feed(ReadOnlySpan<byte> bytes, bool final)
    {
        var reader = new Utf8JsonReader(bytes, final, _state);
        while (reader.Read())
        {
            if (_place is Place.Entries && reader.TokenType is JsonTokenType.String)
            {
                AddEntry(ref reader);
            }
            else
            {
                Take(ref reader);
            }
        }

        if (final && _place is not Place.End)
        {
            throw new ExportFormatException("The file ends before its JSON does.");
        }

        _state = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (_place)
        {
            case Place.Start when reader.TokenType is JsonTokenType.StartObject:
                _place = Place.Member;
                break;
            case Place.Member when reader.TokenType is JsonTokenType.PropertyName:
                _member = NameOf(ref reader, ExportMember.All, _seen);
                _place = Place.Value;
                break;
            case Place.Member when reader.TokenType is JsonTokenType.EndObject:
                _place = Place.End;
                break;
            case Place.Value:
                TakeValue(ref reader);
                break;
            case Place.Entries when reader.TokenType is JsonTokenType.EndArray:
                EndEntries();
                break;
            case Place.Texts when reader.TokenType is JsonTokenType.String:
                var texts = _member == ExportMember.WitnessKeys ? parts.WitnessKeys : parts.PreviousCheckpoints;
                if (texts.Count == ExportMember.MaxTexts)
                {
                    throw new ExportFormatException($"\"{_member}\" holds more than {ExportMember.MaxTexts} items.");
                }

                texts.Add(TextOf(ref reader));
                break;
            case Place.Texts or Place.Proofs when reader.TokenType is JsonTokenType.EndArray:
                _place = Place.Member;
                break;
            case Place.Proofs when reader.TokenType is JsonTokenType.StartObject:
                _proof = new ProofReader(_member == ExportMember.InclusionProofs);
                _place = Place.Proof;
                break;
            case Place.Proof:
                TakeProof(ref reader);
                break;
            case Place.Entries:
                throw new ExportFormatException($"Entry {_next} of \"{_member}\" is not a string.", _next);
            default:
                throw new ExportFormatException(
                    _member.Length == 0 ? "The file is not a JSON object." : $"\"{_member}\" does not contain what tlog-export/v1 requires."
                );
        }
    }

    private void TakeValue(ref Utf8JsonReader reader)
    {
        var isList = _member is not (ExportMember.Format or ExportMember.Checkpoint or ExportMember.PublicKey);
        if (reader.TokenType != (isList ? JsonTokenType.StartArray : JsonTokenType.String))
        {
            throw new ExportFormatException($"\"{_member}\" is not a {(isList ? "list" : "text")}.");
        }

        _place = Place.Member;
        switch (_member)
        {
            case ExportMember.Format:
                parts.Format = TextOf(ref reader);
                break;
            case ExportMember.Checkpoint:
                parts.Checkpoint = TextOf(ref reader);
                break;
            case ExportMember.PublicKey:
                parts.PublicKey = TextOf(ref reader);
                break;
            case ExportMember.Leaves:
                BeginEntries(parts.Leaves = new HashRun());
                break;
            case ExportMember.LeafHashes:
                BeginEntries(parts.LeafHashes = new HashRun());
                break;
            case ExportMember.InclusionProofs:
                (parts.InclusionProofs, _place) = ([], Place.Proofs);
                break;
            case ExportMember.ConsistencyProofs:
                (parts.ConsistencyProofs, _place) = ([], Place.Proofs);
                break;
            default:
                _place = Place.Texts;
                break;
        }
    }

    private void BeginEntries(HashRun run)
    {
        foreach (var size in watched.Concat(parts.Sizes()).Where(s => s > 0))
        {
            run.Watch(size);
        }

        (_run, _batch, _next, _place) = (run, null, 0, Place.Entries);
    }

    private void AddEntry(ref Utf8JsonReader reader)
    {
        _batch ??= begin(_run!, _member == ExportMember.LeafHashes, _next);
        _batch.Add(ref reader);
        _next++;
        if (_batch.IsFull)
        {
            full(_batch);
            _batch = null;
        }
    }

    private void EndEntries()
    {
        if (_batch is not null)
        {
            full(_batch);
        }

        (_run, _batch, _place) = (null, null, Place.Member);
    }

    private void TakeProof(ref Utf8JsonReader reader)
    {
        if (!_proof!.Take(ref reader))
        {
            return;
        }

        _proofHashes += _proof.HashCount;
        if (
            _proofHashes > ExportMember.MaxProofHashes
            || (parts.InclusionProofs?.Count ?? 0) + (parts.ConsistencyProofs?.Count ?? 0) >= ExportMember.MaxProofHashes
        )
        {
            throw new ExportFormatException($"The proofs hold more than {ExportMember.MaxProofHashes} hashes, the maximum.");
        }

        if (_member == ExportMember.InclusionProofs)
        {
            parts.InclusionProofs!.Add(_proof.Inclusion());
        }
        else
        {
            parts.ConsistencyProofs!.Add(_proof.Consistency());
        }

        _place = Place.Proofs;
    }

    /// <summary>The name of a member, which is one of those known and stands there once.</summary>
    internal static string NameOf(ref Utf8JsonReader reader, string[] known, HashSet<string> seen)
    {
        foreach (var name in known)
        {
            if (reader.ValueTextEquals(name))
            {
                return seen.Add(name) ? name : throw new ExportFormatException($"The member \"{name}\" occurs twice.");
            }
        }

        throw new ExportFormatException($"The member \"{Shown(TextOf(ref reader))}\" is not a member of tlog-export/v1.");
    }

    internal static string TextOf(ref Utf8JsonReader reader)
    {
        if ((reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > ExportMember.MaxText)
        {
            throw new ExportFormatException($"A text is longer than {ExportMember.MaxText} bytes.");
        }

        try
        {
            return reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw new ExportFormatException("A text is not valid UTF-8.");
        }
    }

    /// <summary>Words of a stranger as they may be shown: short, and nothing unprintable.</summary>
    internal static string Shown(string text) => new([.. text.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
}
