using System.Buffers;
using System.Security.Cryptography;
using Governance.Data.Decisions;
using Governance.Domain.Decisions;

namespace Governance.Portal.Operations.Decisions.Intake;

/// <summary>Makes what is stored out of lines that were read, one after the other, in the same space.</summary>
/// <param name="most">Lines it is made for.</param>
internal sealed class ItemMaker(int most)
{
    private readonly CanonicalLine _canonical = new();
    private readonly ArrayBufferWriter<byte> _content = new(4_096);
    private readonly byte[] _seeds = RandomNumberGenerator.GetBytes(most * DecisionSeed.Size);
    private int _made;

    /// <summary>Checks, redacts and commits.</summary>
    /// <returns>Null when the line cannot be digested, which the errors are told.</returns>
    public IntakeItem? Make(long number, DecisionLine line, IntakeSource source, DecisionErrors errors)
    {
        try
        {
            return Make(number, line, source, _seeds.AsSpan(_made++ * DecisionSeed.Size, DecisionSeed.Size).ToArray());
        }
        catch (InvalidOperationException e)
        {
            errors.Add(number, "", $"No digest can be computed for this: {e.Message}");
            return null;
        }
    }

    private IntakeItem Make(long number, DecisionLine line, IntakeSource source, byte[] seed)
    {
        List<Finding>? findings = null;
        source.Limits?.Check(line, ref findings);
        InputCheck.Check(line.Input, source.Policy, ref findings);
        var masked = OutputCheck.Check(line.Output, source.Policy?.MaskOutput is not false, ref findings);
        _canonical.Write(line);
        _content.ResetWrittenCount();
        DecisionContent.Write(line, _canonical, masked, source.Policy, seed, _content);
        Span<byte> salt = stackalloc byte[DecisionSeed.Size];
        DecisionSeed.ContentSalt(seed, salt);
        return new IntakeItem(
            number,
            _canonical.Digest.ToArray(),
            new DecisionRow
            {
                Id = line.Id,
                Time = line.Time.UtcTicks,
                Source = source.Number,
                Outcome = DecisionContent.OutcomeOf(line.Action, masked ?? line.Output),
                Confidence = line.Confidence.GetDouble(),
                Features = DecisionContent.FeaturesOf(line.TopFeatures.Select(f => f.Name)),
                Subject = line.Subject,
                Synthetic = line.Synthetic,
                Commitment = DecisionSeed.Commit(salt, _content.WrittenSpan),
                Seed = seed,
                Content = _content.WrittenSpan.ToArray(),
            },
            source,
            findings
        )
        {
            Contradicted = source.Authority.Contradicts(line.Time, line.Action is not null && !line.Synthetic),
            HasAction = line.Action is not null,
        };
    }
}
