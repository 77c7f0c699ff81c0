using Governance.Domain.Audit;
using Governance.Domain.Identity;

namespace Governance.Domain.Models;

/// <summary>
/// A model under governance: what stays the same from version to version. Who owns it decides who may sign its owner slot.
/// </summary>
public sealed class Model : IAudited
{
    private List<UserId> _deputies = [];
    private readonly List<ModelTag> _tags = [];

    private Model() { }

    /// <summary>The name, in the form of <see cref="ModelName.IsModel"/>. Never changes.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The name it has elsewhere (MLflow allows spaces), if another.</summary>
    public string? ExternalName { get; private set; }

    /// <summary>The name people read.</summary>
    public string DisplayName { get; private set; } = "";

    /// <summary>What it is for, in one sentence.</summary>
    public string? Purpose { get; private set; }

    /// <summary>Risk class, or null while no one has classified it: no gate lets it pass then.</summary>
    public RiskClass? RiskClass { get; private set; }

    /// <summary>Who answers for it.</summary>
    public UserId Owner { get; private set; }

    /// <summary>Who may sign in the owner's place.</summary>
    public IReadOnlyList<UserId> Deputies => _deputies;

    /// <summary>The AI system it is part of, if recorded.</summary>
    public string? System { get; private set; }

    /// <summary>Labels for policies and searches, by key.</summary>
    public IReadOnlyDictionary<string, string> Tags => _tags.ToDictionary(t => t.Key, t => t.Value, StringComparer.Ordinal);

    /// <summary>The labels as stored: a row each, so that a list can be searched for them.</summary>
    public IReadOnlyList<ModelTag> TagRows => _tags;

    /// <summary>When it was registered.</summary>
    public DateTimeOffset RegisteredAt { get; private set; }

    /// <summary>By whom, as the log writes an actor.</summary>
    public string RegisteredBy { get; private set; } = "";

    /// <summary>Grows with each change; two writers collide on it.</summary>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public string AuditSubject => Name;

    /// <summary>Registers a model. The caller has checked that the owner is an active model owner and that the name is free.</summary>
    public static Result<Model> Register(
        ModelFacts facts,
        UserId owner,
        IEnumerable<UserId> deputies,
        string registeredBy,
        DateTimeOffset now
    )
    {
        ArgumentNullException.ThrowIfNull(facts);
        if (!ModelName.IsModel(facts.Name))
        {
            return ModelRefusals.NameNotAllowed;
        }

        var model = new Model
        {
            Name = facts.Name,
            ExternalName = facts.ExternalName,
            Owner = owner,
            RegisteredAt = now,
            RegisteredBy = registeredBy,
            Revision = 1,
        };
        model.Apply(facts, deputies);
        return model;
    }

    /// <summary>Changes what may change: display name, purpose, owner, deputies, risk class, system, tags.</summary>
    public void Change(ModelFacts facts, UserId owner, IEnumerable<UserId> deputies)
    {
        ArgumentNullException.ThrowIfNull(facts);
        Owner = owner;
        Apply(facts, deputies);
        Revision++;
    }

    /// <summary>Takes a label, unless it has one of that key; true when it took it.</summary>
    public bool Label(string key, string value)
    {
        if (_tags.Exists(t => t.Key == key))
        {
            return false;
        }

        _tags.Add(new ModelTag(key, value));
        Revision++;
        return true;
    }

    /// <summary>Takes the risk class that two people agreed on.</summary>
    internal void Classify(RiskClass? riskClass)
    {
        RiskClass = riskClass;
        Revision++;
    }

    /// <summary>Takes the new name it has elsewhere; the name here never changes.</summary>
    public void Rename(string externalName)
    {
        ExternalName = externalName;
        Revision++;
    }

    /// <summary>True for the owner and their deputies.</summary>
    public bool IsAnsweredForBy(UserId person) => Owner == person || _deputies.Contains(person);

    private void Apply(ModelFacts facts, IEnumerable<UserId> deputies)
    {
        DisplayName = string.IsNullOrWhiteSpace(facts.DisplayName) ? Name : facts.DisplayName.Trim();
        Purpose = string.IsNullOrWhiteSpace(facts.Purpose) ? null : facts.Purpose.Trim();
        RiskClass = facts.RiskClass;
        System = string.IsNullOrWhiteSpace(facts.System) ? null : facts.System.Trim();
        _deputies.Clear();
        _deputies.AddRange(deputies.Distinct().Where(d => d != Owner));
        _tags.RemoveAll(t => !facts.Tags.ContainsKey(t.Key));
        foreach (var (key, value) in facts.Tags)
        {
            if (_tags.Find(t => t.Key == key) is { } known)
            {
                known.Value = value;
            }
            else
            {
                _tags.Add(new ModelTag(key, value));
            }
        }
    }
}

/// <summary>A label of a model.</summary>
public sealed class ModelTag
{
    /// <summary>Makes a label.</summary>
    public ModelTag(string key, string value) => (Key, Value) = (key, value);

    /// <summary>What it says something about: <c>team</c>.</summary>
    public string Key { get; private init; }

    /// <summary>What it says: <c>fraud</c>.</summary>
    public string Value { get; internal set; }
}

/// <summary>What a caller says about a model.</summary>
/// <param name="Name">Form of <see cref="ModelName.IsModel"/>.</param>
public sealed record ModelFacts(string Name)
{
    /// <summary>External name.</summary>
    public string? ExternalName { get; init; }

    /// <summary>Name people read; the model name when absent.</summary>
    public string? DisplayName { get; init; }

    /// <summary>One sentence.</summary>
    public string? Purpose { get; init; }

    /// <summary>Null: not classified.</summary>
    public RiskClass? RiskClass { get; init; }

    /// <summary>AI system.</summary>
    public string? System { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
