// An input method is putting a letter together: its keys are not for us. Safari reports the Enter that ends it after
// the end, with the old code 229.

export function composes({ isComposing, keyCode }) { return isComposing || keyCode === 229; }
