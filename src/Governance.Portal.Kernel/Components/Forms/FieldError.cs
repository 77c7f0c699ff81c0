using Governance.Domain;

namespace Governance.Portal.Kernel.Components.Forms;

/// <summary>What is wrong with one field and how to fix it.</summary>
public sealed record FieldError(string FieldId, Sentence Message);
