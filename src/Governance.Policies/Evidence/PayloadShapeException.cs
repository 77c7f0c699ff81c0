namespace Governance.Policies;

/// <summary>A payload does not have the shape its kind asks for. Never leaves the reader: it becomes the fact <c>unreadable</c>.</summary>
internal sealed class PayloadShapeException(string message) : Exception(message);
