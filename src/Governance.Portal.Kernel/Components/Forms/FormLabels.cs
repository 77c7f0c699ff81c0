namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>What the fields on a person's pages are called, so that a summary of errors can name them.</summary>
public sealed class FormLabels
{
    private readonly Dictionary<string, string> _labels = new(StringComparer.Ordinal);

    /// <summary>Notes what a field is called.</summary>
    public void Know(string fieldId, string label) => _labels[fieldId] = label;

    /// <summary>What a field is called; null where no field of that id was drawn.</summary>
    public string? Of(string fieldId) => _labels.GetValueOrDefault(fieldId);
}
