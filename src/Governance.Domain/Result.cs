using System.Diagnostics.CodeAnalysis;

namespace Governance.Domain;

/// <summary>What an action answers: a value, or the <see cref="Governance.Domain.Refusal"/> that says why there is none.</summary>
/// <typeparam name="T">The value of a successful action.</typeparam>
public readonly struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Refusal? refusal)
    {
        _value = value;
        Refusal = refusal;
    }

    /// <summary>Why the action was refused, or null when it was done.</summary>
    public Refusal? Refusal { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool IsDone => Refusal is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">The action was refused: a caller must look at <see cref="Refusal"/> first.</exception>
    public T Value =>
        Refusal is null ? _value! : throw new InvalidOperationException($"There is no value: the action was refused with {Refusal.Code}.");

    /// <summary>Folds both cases into one.</summary>
    public TOut Match<TOut>(Func<T, TOut> done, Func<Refusal, TOut> refused)
    {
        ArgumentNullException.ThrowIfNull(done);
        ArgumentNullException.ThrowIfNull(refused);
        return Refusal is null ? done(_value!) : refused(Refusal);
    }

    /// <summary>Wraps a value.</summary>
    [SuppressMessage(
        "Design",
        "CA1000:Do not declare static members on generic types",
        Justification = "The named alternative of the implicit conversion."
    )]
    public static Result<T> Done(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    [SuppressMessage(
        "Design",
        "CA1000:Do not declare static members on generic types",
        Justification = "The named alternative of the implicit conversion."
    )]
    public static Result<T> Refused(Refusal refusal) => new(default, refusal);

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Done is the named alternative.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    [SuppressMessage("Usage", "CA2225:Operator overloads have named alternates", Justification = "Refused is the named alternative.")]
    public static implicit operator Result<T>(Refusal refusal) => new(default, refusal);
}

/// <summary>The value of an action that has nothing to say but "done".</summary>
public readonly record struct Done
{
    /// <summary>The one value.</summary>
    public static Done Instance { get; }
}
